"""What a driver usually does, learned from what they do; start at ``habits``."""

from personalization.habits.deed import Deed as Deed
from personalization.habits.deed import Evidence as Evidence
from personalization.habits.deed import Habit as Habit
from personalization.habits.deed import alike as alike
from personalization.habits.habits import Habits as Habits
from personalization.habits.habits import learn as learn
from personalization.habits.hypothesis import Estimate as Estimate
from personalization.habits.phase import Phase as Phase
