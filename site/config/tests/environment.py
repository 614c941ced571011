"""Finds in the code which environment variables it reads."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ENVIRONMENTS = ("environ", "os.environ")
METHODS = ("get", "setdefault", "pop")


@dataclass
class Reads:
    """The names that are read, each with the texts that stand as its default, and what could not be told."""

    defaults: dict[str, set[str]] = field(default_factory=dict)
    unclear: list[str] = field(default_factory=list)


def modules(*folders: Path) -> dict[Path, ast.Module]:
    """Return the syntax trees of all modules but the tests."""
    paths = sorted(path for folder in folders for path in folder.rglob("*.py") if "tests" not in path.parts)
    return {path: ast.parse(path.read_text()) for path in paths}


def reads(*folders: Path) -> Reads:
    trees = modules(*folders)
    constants = {name: value for tree in trees.values() for name, value in constants_of(tree)}
    readers = {path: set(readers_of(tree)) for path, tree in trees.items()}
    by_module = {f"{path.stem}.{name}" for path, names in readers.items() for name in names}
    found = Reads()
    for path, tree in trees.items():
        own = {**constants, **dict(constants_of(tree))}
        loops = dict(loops_of(tree))
        parameters = {name for function in functions(tree) for name in parameters_of(function)}
        for expression, default in accesses(tree, readers[path] | by_module | imported(tree, by_module)):
            looped = loops.get(expression.id) if isinstance(expression, ast.Name) else None
            for each in [expression] if looped is None else looped:
                name = text_of(each, own)
                if name is not None:
                    found.defaults.setdefault(name, set()).update(default)
                elif not is_given(each, parameters):
                    found.unclear.append(f"{path}:{expression.lineno}")
    return found


def is_given(expression: ast.expr, parameters: set[str]) -> bool:
    """Return whether the caller names the variable: it is a parameter, or one with the ending of a file."""
    if isinstance(expression, ast.JoinedStr) and len(expression.values) > 1:
        first, last = expression.values[0], expression.values[-1]
        ending = getattr(last, "value", None)
        return isinstance(first, ast.FormattedValue) and ending == "_FILE" and is_given(first.value, parameters)
    return isinstance(expression, ast.Name) and expression.id in parameters


def constants_of(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value.value


def loops_of(tree: ast.Module) -> Iterator[tuple[str, list[ast.expr]]]:
    """Yield the variables of loops with what they stand for: nothing when it is not written there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Name):
            yield node.target.id, node.iter.elts if isinstance(node.iter, ast.Tuple) else []


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def parameters_of(function: ast.FunctionDef) -> set[str]:
    return {each.arg for each in [*function.args.args, *function.args.kwonlyargs]}


def readers_of(tree: ast.Module) -> Iterator[str]:
    """Yield the functions that read a variable whose name they are given first."""
    for function in functions(tree):
        first = function.args.args[0].arg if function.args.args else None
        names = (expression for expression, _default in accesses(function, set()))
        if any(isinstance(name, ast.Name) and name.id == first for name in names):
            yield function.name


def imported(tree: ast.Module, by_module: set[str]) -> set[str]:
    """Return the names under which a module knows readers of others."""
    return {
        each.asname or each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for each in node.names
        if f"{node.module.rpartition('.')[2]}.{each.name}" in by_module
    }


def accesses(tree: ast.AST, readers: set[str]) -> Iterator[tuple[ast.expr, set[str]]]:
    """Yield what names the variable at each read of one, and its default where that is a text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) in ENVIRONMENTS:
            yield node.slice, set()
        elif isinstance(node, ast.Call) and node.args and is_read(node.func, readers):
            yield node.args[0], {each.value for each in node.args[1:2] if is_text(each)}  # type: ignore[attr-defined]


def is_read(function: ast.expr, readers: set[str]) -> bool:
    if isinstance(function, ast.Attribute) and ast.unparse(function.value) in ENVIRONMENTS:
        return function.attr in METHODS
    return ast.unparse(function) in {*readers, "os.getenv"}


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def text_of(expression: ast.expr, constants: dict[str, str]) -> str | None:
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return expression.value
    name = expression.attr if isinstance(expression, ast.Attribute) else ast.unparse(expression)
    return constants.get(name)
