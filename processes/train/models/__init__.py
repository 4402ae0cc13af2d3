"""Rows of training: courses and lessons, who learns what until when, the clock, quizzes, results, proofs."""

from processes.train.models.courses import (
    Category,
    Course,
    Lesson,
    RegulationCourse,
    TrainingRegulation,
)
from processes.train.models.learning import (
    Enrolment,
    EnrolmentCourse,
    LearningSession,
    LessonProgress,
    QuizAttempt,
    State,
)
from processes.train.models.outcome import (
    Exemption,
    ProofCount,
    RegistrySync,
    TrainingProof,
    TrainingResult,
)

__all__ = [
    "Category",
    "Course",
    "Enrolment",
    "EnrolmentCourse",
    "Exemption",
    "LearningSession",
    "Lesson",
    "LessonProgress",
    "ProofCount",
    "QuizAttempt",
    "RegistrySync",
    "RegulationCourse",
    "State",
    "TrainingProof",
    "TrainingRegulation",
    "TrainingResult",
]
