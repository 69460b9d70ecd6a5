"""The commands and events that contributions of each kind have. Pure."""

from collections.abc import Mapping

from shared.contracts import clinic as c

EVENTS: Mapping[type[c.ClinicCommand], type[c.ClinicContribution]] = {
    c.GiveContext: c.ContextGiven,
    c.AskQuestion: c.QuestionAsked,
    c.AnswerQuestion: c.QuestionAnswered,
    c.ShareExperience: c.ExperienceShared,
    c.GiveAdvice: c.AdviceGiven,
    c.CommentOnAdvice: c.AdviceCommented,
    c.NoteTakeaway: c.TakeawayNoted,
}

KINDS: Mapping[type[c.ClinicContribution], c.Kind] = {
    c.ContextGiven: "context",
    c.QuestionAsked: "question",
    c.QuestionAnswered: "answer",
    c.ExperienceShared: "experience",
    c.AdviceGiven: "advice",
    c.AdviceCommented: "comment",
    c.TakeawayNoted: "takeaway",
}

EVENT_OF: Mapping[c.Kind, type[c.ClinicContribution]] = {kind: event for event, kind in KINDS.items()}
REFERENCE: Mapping[type[c.ClinicContribution], str] = {
    c.QuestionAnswered: "question_id",
    c.AdviceCommented: "advice_id",
    c.TakeawayNoted: "advice_id",
    c.ContributionMade: "about",
}
"""The field of each event that says what it belongs to."""
