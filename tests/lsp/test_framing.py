"""Messages are cut out of the stream as they were put into it; what is no message ends the connection in order."""

from __future__ import annotations

import asyncio

import pytest

from assay.lsp.wire import BrokenFrameError, frame


def stream(content: bytes) -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    reader.feed_data(content)
    reader.feed_eof()
    return reader


async def test_one_message_after_the_other() -> None:
    reader = stream(b'Content-Length: 2\r\n\r\n{}content-length:3\r\nContent-Type: x\r\n\r\n"a"')
    assert [await frame(reader), await frame(reader), await frame(reader)] == [b"{}", b'"a"', None]


async def test_a_stream_that_ends_inside_a_message() -> None:
    assert await frame(stream(b"Content-Length: 9\r\n\r\n{}")) is None


@pytest.mark.parametrize(
    "content", [b"Content-Length: many\r\n\r\n", b"Content-Length: -1\r\n\r\n", b"Other: 1\r\n\r\n{}", b"x" * 100_000]
)
async def test_what_is_no_frame(content: bytes) -> None:
    with pytest.raises(BrokenFrameError):
        await frame(stream(content))
