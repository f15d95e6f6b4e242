"""Names: two words from the list, or one's own that cannot pass for another's."""

import pytest

from game.session.pseudonyms import ANIMALS, COLOURS, clean_name, is_rude, pseudonym, skeleton

FIRST = {
    "Latin": "Ana José Zoë Łukasz Åsa Niamh Thảo İpek Šárka Dörte Çağla Ñuño Māra Ólöf Élodie Gülşen Ōkami Ýmir Ağca Þóra",
    "Cyrillic": "Анна Юрий Оксана Ђорђе Љубица Ігор Наталія Владимир Светлана Борис Жанна Цветан Ксения Гоце Ёлка Пётр Инна "
    "Марко Зоя Яна",
    "Greek": "Άννα Γιώργος Ελένη Νίκος Σοφία Δημήτρης Ιωάννα Κώστας Μαρία Παύλος Ζωή Θανάσης Χρήστος Ρένα Λίνα Φώτης Άρης "
    "Έλλη Ήρα Τάσος",
    "Arabic": "محمد فاطمة علي زينب يوسف مريم خالد ليلى عمر سارة حسن نور أحمد هدى طارق سلمى رامي دينا كريم جنى",
    "Hebrew": "דוד שרה יעקב רחל משה לאה נועה יונתן תמר אורי מיכל איתן שירה גיל יעל עומר רוני טל דנה אבי",
    "Devanagari": "अनीता राहुल प्रिया विजय सीता मोहन गीता अमित नेहा रवि कविता सुनील पूजा अजय मीरा दीपक उषा संजय रेखा राजेश",
    "Han": "王芳 李伟 张敏 刘洋 陈静 杨帆 赵磊 黄丽 周杰 吴婷 徐强 孙悦 马超 朱琳 胡军 林晓 何平 高翔 罗兰 郑爽",
    "Kana": "さくら はると ゆい そうた ひなた あおい みお れん ゆうき りこ ケンジ ミカ タロウ エミ ナナ ユキ サトシ リナ ジュン マイ",
    "Hangul": "민준 서연 도윤 지우 하준 서윤 시우 하은 주원 지아 예준 수아 건우 민서 현우 채원 지호 다은 준서 유진",
    "Thai": "สมชาย สุดา อนันต์ มาลี วิชัย พิมพ์ ธนา กานดา ปรีชา รัตนา นิดา ชาติ อารี วีระ จินดา ศักดิ์ ดารา พร สุข ใจดี",
}  # fmt: skip
NAMES = [name for names in FIRST.values() for name in names.split()]
OTHERS = "acemopxyAna"


def test_there_are_enough_for_a_whole_school() -> None:
    assert len(COLOURS) * len(ANIMALS) >= 2500
    taken: set[str] = set()
    for dice in range(1000):
        taken.add(pseudonym(dice % 7, taken))
    assert len(taken) == 1000


def test_two_hundred_names_in_ten_alphabets_are_names() -> None:
    assert len(NAMES) == 200
    for name in NAMES:
        assert clean_name(f"  {name} ") == __import__("unicodedata").normalize("NFKC", name)


SIGNS = '0123456789!?*_/\\<>@#%&=+~^|{}[]()"$€🎧😀\u200b\u202e\u00ad\u2066\x00\x1b;:'


@pytest.mark.parametrize("sign", SIGNS)
def test_what_belongs_to_no_name_is_refused(sign: str) -> None:
    for bad in (f"An{sign}a", f"{sign}Ana", f"Ana{sign}{sign}"):
        with pytest.raises(ValueError, match="a name must"):
            clean_name(bad)


@pytest.mark.parametrize("bad", ["", " ", "A", "---", "-Ana", "x" * 21, "Аnа", "Pаul", "Αnna", "Maρia"])
def test_too_short_too_long_and_mixed_alphabets_are_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="a name must"):
        clean_name(bad)


ALIKE = [
    ("Ana", other) for other in ("ana", "ANA", "Àna", "Аnа", "Anа", "A n a", "A-na", "Ana.", "Ｎ".join("AA"), "4n4", "@na")
] + [("Paul", "Рauӏ"), ("Emma", "Ernma"), ("Willi", "vvilli"), ("Iris", "lris"), ("Bob", "B0b"), ("Sofie", "5ofie")]  # fmt: skip


@pytest.mark.parametrize(("name", "other"), ALIKE)
def test_what_looks_alike_is_one_name(name: str, other: str) -> None:
    assert skeleton(name) == skeleton(other)


RUDE = ("Fuck", "f.u.c.k", "F u c k e r", "fuuuuck", "Motherfucker", "Wanker", "Big Ass", "ass", "Sh-it",
        "сука", "Хуйло", "Scheisser", "Puta Madre", "nígger", "NIGGA", "Mr Hitler")  # fmt: skip
KIND = ("Cassandra", "Nazir", "Ishita", "Akshit", "Thure", "Titus", "Essex", "Dick van Dyke", "Kike", "Siriporn", "Pom",
        "Nigel", "Nigeria", "Fuchs", "Esmeralda", "Shankar", "Assunta", "Сукач", "Mohammed", "Cockburn")  # fmt: skip


@pytest.mark.parametrize("name", RUDE)
def test_a_rude_name_is_refused_with_a_kind_sentence(name: str) -> None:
    with pytest.raises(ValueError, match="everybody here is glad to read"):
        clean_name(name)


@pytest.mark.parametrize("name", KIND)
def test_a_name_that_holds_a_rude_word_by_chance_is_a_name(name: str) -> None:
    assert clean_name(name) == name


def test_no_name_of_the_list_is_rude() -> None:
    assert not [name for name in (*COLOURS, *ANIMALS) if is_rude(name)]


def test_different_names_stay_different() -> None:
    latin = FIRST["Latin"].split()
    assert len({skeleton(name) for name in latin}) == len(latin)
