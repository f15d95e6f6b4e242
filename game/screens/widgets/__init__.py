"""The parts that scenes are made of; import them from here."""

from game.screens.widgets.base import Card as Card
from game.screens.widgets.base import Hint as Hint
from game.screens.widgets.base import Picture as Picture
from game.screens.widgets.base import Widget as Widget
from game.screens.widgets.base import Words as Words
from game.screens.widgets.buttons import ABPair as ABPair
from game.screens.widgets.buttons import Button as Button
from game.screens.widgets.buttons import IntervalButtons as IntervalButtons
from game.screens.widgets.buttons import SoundButton as SoundButton
from game.screens.widgets.choice import Choice as Choice
from game.screens.widgets.entry import ListBox as ListBox
from game.screens.widgets.entry import TextEntry as TextEntry
from game.screens.widgets.lane import FreqLane as FreqLane
from game.screens.widgets.number import Number as Number
from game.screens.widgets.sliders import GainSlider as GainSlider
from game.screens.widgets.sliders import Knob as Knob
from game.screens.widgets.sliders import Slider as Slider
from game.screens.widgets.sound import Meter as Meter
from game.screens.widgets.sound import Waveform as Waveform
from game.screens.widgets.sound import envelope_of as envelope_of
from game.screens.widgets.status import Banner as Banner
from game.screens.widgets.status import BlockProgress as BlockProgress
from game.screens.widgets.status import KeyHints as KeyHints
from game.screens.widgets.status import TenDots as TenDots
from game.screens.widgets.status import TopBar as TopBar
from game.screens.widgets.status import WaitBar as WaitBar
