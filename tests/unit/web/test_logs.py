from __future__ import annotations

import io
import json
import logging

import pytest

from web.logs import JsonLines, start


@pytest.fixture
def lines():
    """A logger of its own that writes JSON lines; yields it and what it wrote."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("tests.lines")
    logger.propagate = False
    logger.handlers[:] = [handler]
    logger.setLevel(logging.INFO)
    yield logger, stream
    logger.handlers.clear()


def test_line_break_forges_no_line(lines):
    logger, stream = lines
    logger.info("asked", extra={"path": '/x\n{"level":"info","message":"forged"}'})
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["path"].startswith("/x\n")


def test_failure_tells_its_trace(lines):
    logger, stream = lines
    try:
        int("x")
    except ValueError:
        logger.exception("failed")
    assert "ValueError" in json.loads(stream.getvalue())["trace"]


def test_nothing_else_of_a_record_is_written(lines):
    logger, stream = lines
    logger.info("asked", extra={"status": 200, "cookie": "secret"})
    assert json.loads(stream.getvalue()).keys() == {"at", "level", "logger", "message", "status"}


def test_start_sends_everything_to_one_stream():
    root = logging.getLogger()
    before, level, stream = root.handlers[:], root.level, io.StringIO()
    try:
        start("warning", stream)
        logging.getLogger("somewhere").info("quiet")
        logging.getLogger("somewhere").warning("loud")
    finally:
        root.handlers[:], root.level = before, level
    assert [json.loads(one)["message"] for one in stream.getvalue().splitlines()] == ["loud"]
