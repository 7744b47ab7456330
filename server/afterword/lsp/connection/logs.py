"""What goes to stderr: our own log lines whole, those of pygls without anything they quote."""

import logging
import sys


class _TemplateFormatter(logging.Formatter):
    """Prints a record's template, never its arguments or traceback, which may quote documents."""

    def format(self, record: logging.LogRecord) -> str:
        kind = f" ({record.exc_info[0].__name__})" if record.exc_info and record.exc_info[0] else ""
        template = str(record.msg).partition("\n")[0]
        return f"{record.levelname.lower()} {record.name}: {template}{kind}"


def configure_logging(level: int = logging.INFO) -> None:
    """Send log lines to stderr. stdout is the protocol's."""
    own = logging.StreamHandler(sys.stderr)
    own.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[own], force=True)
    logging.getLogger("afterword").setLevel(level)
    for name in ("pygls", "asyncio"):
        quoting = logging.StreamHandler(sys.stderr)
        quoting.setFormatter(_TemplateFormatter())
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        logger.handlers = [quoting]
        logger.propagate = False
