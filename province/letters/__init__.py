"""Letters: what people are told of a dossier: on paper, by mail and on the page.

The register keeps that a form was made out and asks, by a job, that people hear; here forms are
printed and sent, once and always the same, and where a dossier stands is said in sentences.

Law: 03/2025/TT-VPCP PL I, Mẫu số 01, 02, 03; 30/2020/NĐ-CP PL I
"""

from province.letters.answers import sections_of
from province.letters.forms import file_name, preview, printed
from province.letters.telling import issue, tell, tell_officers
from province.letters.wording import Moment, due_sentence, status_sentence, story

__all__ = [
    "Moment",
    "due_sentence",
    "file_name",
    "issue",
    "preview",
    "printed",
    "sections_of",
    "status_sentence",
    "story",
    "tell",
    "tell_officers",
]
