"""The judge of the evaluation of GitHub Actions tells what is wrong, and takes what is right."""

from __future__ import annotations

import pytest

from evaluate_actions.__main__ import judged

BEFORE = """on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - run: |
          echo "building"
          if [[ $GITHUB_REF == refs/tags/* ]]; then
            echo "::set-output name=tag::${GITHUB_REF#refs/tags/}"
          fi
          echo "::add-path::$(tool path)"
          cat more
"""
TAG = 'echo "tag=${GITHUB_REF#refs/tags/}" >> "$GITHUB_OUTPUT"'
PATH = 'echo "$(tool path)" >> "$GITHUB_PATH"'


def told(tag: str = TAG, path: str = PATH) -> str:
    text = BEFORE.replace('echo "::set-output name=tag::${GITHUB_REF#refs/tags/}"', tag)
    return text.replace('echo "::add-path::$(tool path)"', path)


def test_what_gives_the_runner_the_same_is_equal_and_several_lines_are_told_apart() -> None:
    found = judged(BEFORE, told())
    assert (found["wrong"], found["several"], found["unreached"], found["left"]) == ("", True, [], 0)
    assert not judged(BEFORE, told(path='echo "::add-path::$(tool path)"'))["several"]


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (told(tag=TAG.replace("tag=", "tags=")), "told"),
        (told(tag=TAG.replace("#refs/tags/", "")), "told"),
        (told(tag=TAG.replace("OUTPUT", "ENV")), "told"),
        (told(tag=TAG.replace(' >> "$GITHUB_OUTPUT"', "")), "told"),
        (told(tag=TAG.replace(">>", "2>>")), "told"),
        (told(tag=TAG.replace("GITHUB_OUTPUT", "GITHUB_OUT")), "told"),
        (told(path="true"), "told"),
        (told(path=PATH.replace("tool path", "tool paths")), "calls"),
        (told(path=PATH.replace("$(tool path)", "'$(tool path)'").replace("\"'", "'").replace("'\"", "'")), "told"),
        (told().replace('echo "building"', 'echo "build"'), "printed"),
        (told().replace("cat more", "cat  more # more"), "1 other lines"),
        (told().replace("          cat more\n", ""), "printed"),
        (told().replace("ubuntu-latest", "ubuntu-22.04"), "more than its scripts"),
        (told().replace("on: push", "on: pull_request"), "more than its scripts"),
        (told().replace("- run: |", "- shell: bash\n        run: |"), "more than its scripts"),
    ],
)
def test_what_is_wrong_is_told(after: str, words: str) -> None:
    assert words in judged(BEFORE, after)["wrong"]


def test_a_command_that_nothing_comes_to_is_named() -> None:
    hidden = BEFORE.replace("refs/tags/*", "refs/none")
    found = judged(hidden, told().replace("refs/tags/*", "refs/none"))
    assert found["unreached"] == ["::set-output name=tag::"]
