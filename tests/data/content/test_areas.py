"""All kelurahan and kecamatan of Kota Bekasi are found, however they are spelled."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.content import areas


def test_there_are_12_kecamatan_and_56_kelurahan_with_code_and_postal_code() -> None:
    assert len(areas.all_kecamatan()) == 12
    assert len({one.code for one in areas.all_kelurahan()}) == 56
    for one in areas.all_kelurahan():
        assert re.fullmatch(r"32\.75\.(0\d|1[0-2])\.100\d", one.code)
        assert re.fullmatch(r"17\d{3}", one.postal_code)
        assert areas.by_code(one.code) is one


@pytest.mark.parametrize("one", areas.all_kelurahan(), ids=lambda one: one.name)
@pytest.mark.parametrize("form", ["{}", "kel. {}", "saya di kelurahan {} pak", "{} bekasi"])
def test_every_kelurahan_is_found(one: areas.Kelurahan, form: str) -> None:
    assert one in areas.find(form.format(one.name.upper())).kelurahan


@pytest.mark.parametrize("name", areas.all_kecamatan())
def test_every_kecamatan_is_found(name: str) -> None:
    assert areas.find(f"kec {name.lower()}") == areas.Found((), (name,))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Medan Satria", "Medansatria"), ("Medansatria", "Medansatria"), ("mdn satria", "Medansatria"),
        ("aren jaya", "Arenjaya"), ("arenjya", "Arenjaya"), ("duren jaya", "Durenjaya"),
        ("kayuringin", "Kayuringinjaya"), ("kayu ringin jaya", "Kayuringinjaya"), ("marga mulya", "Margamulya"),
        ("jati rahayu", "Jatirahayu"), ("jatirahyu", "Jatirahayu"), ("bantar gebang", "Bantargebang"),
        ("tinggal di jatiwarna pak", "Jatiwarna"), ("teluk pucung", "Teluk Pucung"), ("tlk pucung", "Teluk Pucung"),
        ("ciketing udik", "Ciketingudik"), ("bintara jaya", "Bintarajaya"), ("Kranji", "Kranji"),
        ("jatibening baru", "Jatibening Baru"), ("jatibening", "Jatibening"),
    ],
)  # fmt: skip
def test_people_spell_as_they_like(typed: str, name: str) -> None:
    assert [one.name for one in areas.find(typed).kelurahan] == [name]


@pytest.mark.parametrize("typed", ["jatiasih", "Bantargebang", "mustika jaya", "jati sampurna", "medan satria"])
def test_a_name_that_is_both_is_told_as_both(typed: str) -> None:
    found = areas.find(typed)
    assert found.kelurahan[0].name == found.kecamatan[0]
    assert areas.find(f"kec. {typed}") == areas.Found((), found.kecamatan)
    assert areas.find(f"kelurahan {typed}") == areas.Found(found.kelurahan, ())


@pytest.mark.parametrize("typed", ["", "halo", "bekasi", "kota bekasi", "tambun", "cikarang barat", "jakarta", "123"])
def test_elsewhere_is_no_place_of_ours(typed: str) -> None:
    assert areas.find(typed) == areas.Found()


@pytest.mark.parametrize(
    "typed", ["bekasi jawa barat", "Bekasi, Jawa Barat, Indonesia", "kota bekasi, jabar", "bekasi\njawa  barat"]
)
def test_a_province_names_no_kecamatan(typed: str) -> None:
    assert areas.find(typed) == areas.Found()
    assert areas.find(f"bekasi utara, {typed}").kecamatan == ("Bekasi Utara",)


@given(st.text(max_size=200))
def test_whatever_is_typed_finds_known_places_or_none(typed: str) -> None:
    found = areas.find(typed)
    assert {*found.kelurahan} <= {*areas.all_kelurahan()}
    assert {*found.kecamatan} <= {*areas.all_kecamatan()}
