"""What strangers and users try that they should not. Each attack is sent as it is here; its answer is in the table."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from catalog.editing.done import Done, Kind, Written
from catalog.models import Article

FORM = "application/x-www-form-urlencoded"
MEGABYTE = 2**20
PASSWORD = "right and long"
ANYBODY, EDITOR, OPERATOR = "anybody", "an editor", "an operator"


@dataclass(frozen=True, slots=True)
class Scene:
    """Who attacks, an article that is attacked, and one beside it that must stay as it is whatever happens."""

    client: Client
    article: Article
    other: Article
    name: str = "nobody"  # of the user who attacks

    def edit(self, **fields: Any) -> Any:
        content = {"title": "As it was", "content": "Text.", "category": "tech", "version": "1"}
        return self.client.post(f"/articles/{self.article.pk}/edit/", content | fields)

    def sign_in(self, **fields: Any) -> Any:
        return self.client.post("/accounts/login/", {"username": self.name, "password": PASSWORD} | fields)


@dataclass(frozen=True, slots=True)
class Attack:
    name: str
    send: Callable[[Scene], Any]
    who: str = ANYBODY
    checks_csrf: bool = False
    knows_password: bool = False
    # What must not be in the answer.
    without: tuple[str, ...] = field(default=())


def get(address: str, **headers: str) -> Callable[[Scene], Any]:
    return lambda scene: scene.client.get(address.format(id=scene.article.pk), headers=headers)


def post(address: str, fields: dict[str, Any] | None = None, **headers: str) -> Callable[[Scene], Any]:
    return lambda scene: scene.client.post(address.format(id=scene.article.pk), fields or {}, headers=headers)


def raw(address: str, body: bytes, kind: str) -> Callable[[Scene], Any]:
    return lambda scene: scene.client.generic("POST", address, body, content_type=kind)


def copied_cookie(scene: Scene) -> Any:
    copy = Client()
    copy.cookies["sessionid"] = scene.client.cookies["sessionid"].value
    scene.client.post("/accounts/logout/")
    return copy.get("/articles/new/")


def wrong_passwords(scene: Scene) -> Any:
    return [scene.sign_in(username="owner", password="wrong") for _ in range(6)][-1]


def edit_of_an_old_version(scene: Scene) -> Any:
    Article.objects.filter(pk=scene.article.pk).update(version=2, title="Theirs")
    return scene.edit(title="Mine")


def gone(_scene: Scene) -> str:
    """Make an article that may go, and return what a page sends of it."""
    return f"{Article.objects.create(title='Theirs', content='Text.', category='tech').pk}:1"


def undo_of_another(scene: Scene) -> Any:
    done = Done(Kind.DELETED, "another", timezone.now(), (Written(scene.article.pk, 1),))
    return scene.client.post("/articles/undo/", {"done": done.token})


def file(size: int) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("a.bin", b"x" * size)}


SCRIPT = "<script>alert(1)</script>"
OF_51 = "&".join(f"article={number:024x}" for number in range(51))
FORGED = "eyJfYXV0aF91c2VyX2lkIjoiMSJ9:1x:forged"
USER = "/admin/auth/user/"
ATTACKS = (
    # Pages that show what somebody has written or typed
    Attack("a script in what is searched for", get(f"/?q={SCRIPT}"), without=(SCRIPT,)),
    Attack(
        "a script in every parameter", get(f'/?q=a&category=">{SCRIPT}&sort={SCRIPT}&page={SCRIPT}'), without=(SCRIPT,)
    ),
    Attack("a script in the address of a page that does not exist", get(f"/{SCRIPT}/"), without=(SCRIPT,)),
    # Queries
    Attack(
        "operators of MongoDB as names of parameters", get("/articles/?title[$ne]=&category[$gt]=&author[$where]=1")
    ),
    Attack(
        "operators of MongoDB as values",
        get('/articles/?title={{"$gt":""}}&author={{"$ne":null}}'),
        without=("As it was",),
    ),
    Attack("an operator of MongoDB in the place of an id", get('/articles/{{"$ne":null}}/')),
    Attack(
        "operators of MongoDB in the form to sign in",
        lambda s: s.client.post("/accounts/login/", {"username[$ne]": "", "password[$ne]": ""}),
    ),
    Attack(
        "an operator of MongoDB as a name and a password",
        lambda s: s.sign_in(username='{"$gt": ""}', password='{"$gt": ""}'),
    ),
    Attack("a query of Elasticsearch as a search", get('/search.json?q={{"match_all":{{}}}}'), without=("As it was",)),
    Attack("bytes that are not UTF-8, NUL, lone surrogates", get("/?q=%E9%00%ED%A0%80&category=%FF&year=%00&page=%FF")),
    Attack("numbers of 5,000 digits", get(f"/?q=a&page={'9' * 5000}&year={'9' * 500}&size=-1")),
    Attack("a regular expression that is none, in the admin", get("/admin/catalog/article/?title__regex=("), OPERATOR),
    Attack(
        "a field of the passwords as a filter of the admin",
        get("/admin/catalog/article/?user__password__startswith=a"),
        EDITOR,
    ),
    Attack("an id that is none, in the admin", get("/admin/catalog/article/zz/change/"), OPERATOR),
    Attack(
        "an id that is none, in an action of the admin",
        post("/admin/catalog/article/", {"action": "delete_selected", "_selected_action": "zz", "post": "yes"}),
        OPERATOR,
    ),
    Attack("an id that is none, in an address that leads elsewhere", get("/admin/r/zz/zz/"), OPERATOR),
    # Writing without the right to
    Attack(
        "a new article, without signing in", post("/articles/new/", {"title": "a", "content": "b", "category": "tech"})
    ),
    Attack("a change of an article, without signing in", lambda scene: scene.edit(title="Changed")),
    Attack(
        "a form from another site",
        post("/articles/new/", {"title": "a"}, Origin="https://elsewhere.example.org"),
        EDITOR,
        checks_csrf=True,
    ),
    Attack("a form to sign in without its token", lambda scene: scene.sign_in(), checks_csrf=True),
    Attack(
        "the id of another article, rights and a version among the fields",
        lambda s: s.edit(
            id=str(s.other.pk), _id=str(s.other.pk), pk=str(s.other.pk), is_superuser="on", user_permissions="1"
        ),
        EDITOR,
    ),
    Attack("a change of a version that is old", edit_of_an_old_version, EDITOR),
    Attack(
        "a deletion of several articles without their versions",
        lambda s: s.client.post("/articles/selected/delete/", {"article": [str(s.article.pk), str(s.other.pk)]}),
        EDITOR,
    ),
    Attack("a deletion of several articles by a link", get("/articles/selected/delete/?article={id}"), EDITOR),
    Attack("51 articles at once", get(f"/articles/selected/delete/?{OF_51}"), EDITOR),
    Attack("an undo of what another user did", undo_of_another, EDITOR),
    Attack("an undo of what nobody did", post("/articles/undo/", {"done": FORGED}), EDITOR),
    Attack(
        "a way back to another site, after deleting",
        lambda s: s.client.post("/articles/selected/delete/?next=//elsewhere.example.org/", {"article": gone(s)}),
        EDITOR,
    ),
    Attack("a delete by a link", get("/articles/{id}/delete/"), EDITOR),
    Attack("a delete without the version that was seen", post("/articles/{id}/delete/"), EDITOR),
    Attack(
        "an editor who makes a user",
        post(f"{USER}add/", {"username": "mine", "password1": PASSWORD, "password2": PASSWORD}),
        EDITOR,
    ),
    Attack(
        "an editor who makes a superuser of himself",
        lambda s: s.client.post(
            f"{USER}{s.client.session['_auth_user_id']}/change/", {"username": s.name, "is_superuser": "on"}
        ),
        EDITOR,
    ),
    # Signing in
    Attack(
        "a way back to another site, after signing in",
        lambda s: s.sign_in(next="//elsewhere.example.org/"),
        knows_password=True,
    ),
    Attack("the same with a backslash", lambda s: s.sign_in(next="/\\elsewhere.example.org/"), knows_password=True),
    Attack("the same with a script", lambda s: s.sign_in(next="javascript:alert(1)"), knows_password=True),
    Attack(
        "the same in the admin",
        lambda s: s.client.post(
            "/admin/login/?next=//elsewhere.example.org/", {"username": "owner", "password": PASSWORD}
        ),
        knows_password=True,
    ),
    Attack("a cookie that was copied before its owner signed out", copied_cookie, EDITOR),
    Attack("a cookie that is forged", get("/articles/new/", Cookie=f"sessionid={FORGED}")),
    Attack("a sixth wrong password", wrong_passwords),
    # Hosts, headers, files
    Attack("another host", get("/", Host="elsewhere.example.org")),
    Attack(
        "another host from a proxy that is not trusted",
        get("/search.atom?q=a", **{"X-Forwarded-Host": "elsewhere.example.org"}),
        without=("elsewhere",),
    ),
    Attack("a way out of the static files", get("/static/../../../etc/passwd")),
    Attack("the same, encoded", get("/static/%2e%2e/%2e%2e/manage.py")),
    Attack("the settings as a static file", get("/static/../site/config/settings/base.py")),
    Attack(
        "the figures, from another machine",
        lambda s: s.client.get("/metrics", REMOTE_ADDR="203.0.113.9"),
        without=("broadsheet_",),
    ),
    # Bodies
    Attack("a form in utf-7", raw("/accounts/login/", b"a=b", f"{FORM}; charset=utf-7")),
    Attack("a form without a boundary", raw("/accounts/login/", b"a=b", "multipart/form-data")),
    Attack(
        "a form of 1,001 fields", raw("/accounts/login/", b"&".join(b"a%d=b" % number for number in range(1001)), FORM)
    ),
    Attack("6 MB in a form", raw("/accounts/login/", b"a=" + b"b" * 6 * MEGABYTE, FORM)),
    Attack("a file of 3 MB to an address that does not exist", post("/nothing-found/", file(3 * MEGABYTE))),
    Attack("a file to import, without signing in", post("/admin/catalog/importjob/add/", file(1000))),
    Attack(
        "a note of a search without results that never was",
        post("/zero-results/", {"q": "made up", "token": "made up"}),
    ),
)
