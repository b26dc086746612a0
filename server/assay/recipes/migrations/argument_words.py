"""What a `setup()` says of a package in words: names, people, links, keywords.

All of it stands in the script, or in a module that the script reads, such as `__author__`. `[project]` reads no such
words from a module: they are put down, and it is said that from then on they stand twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from assay.recipes.migrations.argument_source import Made, Source, texts_in

_TEXTS = (
    *("name", "description", "author", "author_email", "maintainer", "maintainer_email", "url", "download_url"),
    *("license", "python_requires", "long_description_content_type"),
)

_OF_MODULES = ("name", "description", "author", "author_email", "maintainer", "maintainer_email", "url", "license")


def words(told: Mapping[str, Any], source: Source, made: Made) -> None:
    """Put down all that is only text. Raises `ValueError` for what is computed, and would be frozen."""
    made.twice.extend(_twice(told, source))
    project = made.project
    if name := told.get("name"):
        project["name"] = name
    if description := told.get("description"):
        if "\n" in description.strip():
            raise ValueError("the description has several lines")
        project["description"] = description.strip()
    if python := told.get("python_requires"):
        project["requires-python"] = python
    if licence := told.get("license"):
        project["license"] = {"text": licence}
    if files := texts_in(told.get("license_files") or told.get("license_file")):
        made.setuptools["license-files"] = files
    for name in ("keywords", "classifiers"):
        if values := _keywords(told.get(name)):
            project[name] = values
    if values := texts_in(told.get("platforms")):
        made.setuptools["platforms"] = values
    _people_and_links(told, project)


def _people_and_links(told: Mapping[str, Any], project: dict[str, Any]) -> None:
    for who in ("author", "maintainer"):
        if people := _people(told, who):
            project[f"{who}s"] = people
    links: dict[str, Any] = {"Homepage": told.get("url"), "Download": told.get("download_url")}
    links.update(cast("dict[str, Any]", told.get("project_urls") or {}))
    if found := {key: value for key, value in links.items() if value}:
        project["urls"] = found


def _twice(told: Mapping[str, Any], source: Source) -> Iterator[str]:
    """The words that stand in a module that the script reads. Raises `ValueError` for what stands nowhere."""
    urls: Mapping[str, str] = told.get("project_urls") or {}
    single = [told[name] for name in (*_TEXTS, "keywords") if isinstance(told.get(name), str)]
    listed = [each for name in ("classifiers", "platforms") for each in texts_in(told.get(name))]
    if not isinstance(told.get("keywords"), str):
        listed += texts_in(told.get("keywords"))
    for value in dict.fromkeys((*single, *listed, *urls, *urls.values())):
        if source.holds([value]):
            continue
        if value in (told.get(name) for name in _OF_MODULES) and (module := source.module_with(value)):
            yield f"{' '.join(value.split())[:40]!r} ({module})"
        else:
            raise ValueError(f"{value[:60]!r} does not stand in it but is computed, and would be frozen")


def _people(told: Mapping[str, Any], who: str) -> list[dict[str, str]]:
    """One person, or those that are told apart by commas: names and addresses each for themselves, as they stand."""
    name, email = told.get(who) or "", told.get(f"{who}_email") or ""
    if "," not in name + email:
        return [person] if (person := {key: each for key, each in (("name", name), ("email", email)) if each}) else []
    named = [{"name": each.strip()} for each in name.split(",") if each.strip()]
    return [*named, *({"email": each.strip()} for each in email.split(",") if each.strip())]


def _keywords(value: object) -> list[str]:
    """As setuptools reads them: a text is split at its commas."""
    return [each.strip() for each in value.split(",")] if isinstance(value, str) and value else texts_in(value)
