"""The content of a message comes back from its stored form as it went in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.content import Button, Content, Form, Template

words = st.text(max_size=20)
buttons = st.builds(Button, label=words, payload=words)
templates = st.builds(Template, key=words, variables=st.lists(words, max_size=3).map(tuple))
degrees = st.none() | st.floats(-180, 180)
contents = st.builds(
    Content,
    form=st.sampled_from(Form),
    text=words,
    buttons=st.lists(buttons, max_size=3).map(tuple),
    template=st.none() | templates,
    entry_id=st.none() | words,
    latitude=degrees,
    longitude=degrees,
    what=st.none() | words,
    earlier=st.lists(words, max_size=3).map(tuple),
    offers=st.lists(words, max_size=2).map(tuple),
)


@given(contents)
def test_content_comes_back_from_its_stored_form(content: Content) -> None:
    assert Content.from_json(json.loads(json.dumps(content.to_json()))) == content


def test_fields_that_say_nothing_are_not_stored() -> None:
    assert Content(text="hello").to_json() == {"form": "text", "text": "hello"}


@pytest.mark.parametrize("latitude", [0.0, -0.0])
def test_a_place_on_the_equator_is_a_place(latitude: float) -> None:
    place = Content(form=Form.LOCATION, latitude=latitude, longitude=0.0)
    assert Content.from_json(place.to_json()) == place
