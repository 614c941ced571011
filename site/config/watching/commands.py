"""Notes the time of each command that a request sends to MongoDB."""

from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from config.watching import current


class CommandTimer(CommandListener):
    """The driver calls it in the thread that waits for the answer, so the command belongs to that request."""

    def started(self, event: CommandStartedEvent) -> None:
        """Do nothing: the end of a command knows how long it took."""

    def succeeded(self, event: CommandSucceededEvent) -> None:
        current.spent(current.MONGODB, event.duration_micros / 1_000_000)

    def failed(self, event: CommandFailedEvent) -> None:
        current.spent(current.MONGODB, event.duration_micros / 1_000_000)
