from hypothesis import given
from hypothesis import strategies as st

from game.core.canonical import canonical_json, sha256_of
from game.core.facts import AnswerDomain

values = st.dictionaries(
    st.text(max_size=3), st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.none()
)


@given(values)
def test_the_order_of_keys_makes_no_difference(value: dict[str, object]) -> None:
    assert sha256_of(value) == sha256_of(dict(reversed(value.items())))


@given(values, values)
def test_other_values_have_other_digests(first: dict[str, object], second: dict[str, object]) -> None:
    assert (canonical_json(first) == canonical_json(second)) == (sha256_of(first) == sha256_of(second))


def test_a_fact_is_written_field_by_field() -> None:
    domain = AnswerDomain(kind="interval", lo=1, hi=3, step=1, choices=(1, 2, 3))
    assert canonical_json(domain) == '{"choices":[1,2,3],"hi":3,"kind":"interval","lo":1,"moves":[],"step":1}'
