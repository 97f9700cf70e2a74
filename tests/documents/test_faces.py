"""Faces: every character has one, or the error names it (§4.1(10), §4.2)."""

from __future__ import annotations

import os

import pytest
from documents import papers

from zhicheng.documents.faces import PREFERRED, CannotDraw, Faces, NoFace, folders_of, preferred_of, strings_in
from zhicheng.documents.press import Misprint, the_press


@pytest.fixture(scope="module")
def faces() -> Faces:
    return the_press().faces


def test_every_role_can_draw_rare_name_characters(faces: Faces) -> None:
    for families in faces.chains(["䶮㛃𠅤·喆堃珺玥翀昇犇瑄祎赟"]).values():
        drawn = frozenset().union(*(faces.draws(family) for family in families))
        assert {ord(c) for c in "䶮㛃𠅤·喆堃珺玥翀昇犇瑄祎赟"} <= drawn


def test_a_family_is_brought_in_for_a_character_that_the_role_lacks() -> None:
    faces = Faces(folders_of(os.environ), {"hei": ("Noto Sans CJK SC",), "only": ("LXGW WenKai",)})
    lacking = sorted(faces.draws("Noto Sans CJK SC") - faces.draws("LXGW WenKai"))
    character = next(chr(point) for point in lacking if 0x4E00 <= point <= 0x2FFFF)
    chain = faces.chains([character])["only"]
    assert chain[0] == "LXGW WenKai"
    assert ord(character) in faces.draws(chain[1])


@pytest.mark.parametrize("character", ["\x07", "\uf8ff", "\U0010fffd"])
def test_a_character_without_a_face_is_named(faces: Faces, character: str) -> None:
    with pytest.raises(CannotDraw) as raised:
        faces.chains(["好", f"甲{character}乙"])
    assert (raised.value.character, raised.value.text) == (character, f"甲{character}乙")


def test_line_ends_and_variation_selectors_need_no_glyph(faces: Faces) -> None:
    assert faces.chains(["葛\U000e0100\n城"])["song"] == list(faces.installed["song"])


def test_a_role_without_any_family_says_what_to_install() -> None:
    with pytest.raises(NoFace, match=r"fonts\.sh"):
        Faces((), {"song": ("没有这个字体",)})


def test_the_office_may_put_its_own_families_first() -> None:
    chains = preferred_of({"ZHICHENG_FACE_FANG": "FZFangSong-Z02, LXGW WenKai"})
    assert chains["fang"] == ("FZFangSong-Z02", "LXGW WenKai", *(f for f in PREFERRED["fang"] if f != "LXGW WenKai"))
    assert chains["song"] == PREFERRED["song"]


def test_folders_of_the_setting_come_first_and_must_exist(tmp_path: object) -> None:
    found = folders_of({"ZHICHENG_FONTS": os.pathsep.join([str(tmp_path), f"{tmp_path}/none"])})
    assert str(found[0]) == str(tmp_path)
    assert all(folder.is_dir() for folder in found)


def test_all_strings_of_nested_data_are_looked_at() -> None:
    assert list(strings_in({"a": "一", "b": ["二", {"c": ("三", 4, None)}]})) == ["一", "二", "三"]


def test_a_warning_of_the_typesetter_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    press = the_press()
    monkeypatch.setitem(press.faces.installed, "song", ("没有这个字体", *press.faces.installed["song"]))
    monkeypatch.setattr(press.faces, "draws", lambda family: frozenset(range(0x110000)))
    with pytest.raises(Misprint, match="unknown font"):
        press.print("booklet.typ", {"copies": [{"copy": "第一份", "of": "共一份"}]}, at=papers.AT)
