"""What all drill tests share."""

import pytest

from game.dsp.audio import SourceAudio


@pytest.fixture
def fit(skill_id: str, pink: SourceAudio, lively: SourceAudio) -> SourceAudio:
    """A source that can carry the skill's questions: noise, but for compressors, which find nothing to do there."""
    return lively if skill_id.startswith("comp.") else pink
