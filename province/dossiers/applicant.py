"""Whose a dossier is: its secret's, or the account's that filed it."""

from province import sealing
from province.basics import Actor, NotFound
from province.dossiers.means import Means
from province.dossiers.model import Dossier
from province.dossiers.register import held
from province.storage import Work


def secret_of(house: Means, dossier: Dossier) -> str:
    """Return the look-up secret of a dossier."""
    key = house.settings.secret_key
    return sealing.look_up_secret(key, dossier.id, dossier.secret_round)


def filed_by(dossier: Dossier, actor: Actor) -> bool:
    """Tell whether an actor filed a dossier under an account, or its program did."""
    return actor.account_id is not None and dossier.applicant_account_id == actor.account_id


def held_by_applicant(work: Work, house: Means, code: str, secret: str) -> Dossier:
    """Return a dossier for its applicant to work on, held from now on.

    Doors throttle guesses by asking `look_up` first.

    Refuses: services.dossier.not_yours.
    """
    try:
        dossier = held(work, code)
    except NotFound:
        dossier = None
    if dossier is None or not _theirs(work, house, dossier, secret):
        raise NotFound(
            "services.dossier.not_yours",
            "Mã hồ sơ hoặc mã tra cứu chưa đúng. Hai mã này in trên giấy tiếp nhận hồ sơ.",
        )
    return dossier


def _theirs(work: Work, house: Means, dossier: Dossier, secret: str) -> bool:
    own = work.actor.account_id is not None and work.actor.kind == "account"
    if own and dossier.applicant_account_id == work.actor.account_id:
        return True
    return sealing.same_secret(secret_of(house, dossier), secret)
