"""The adapter that reports training results, as signed JSON."""

from integrations.client import VendorUnavailable
from integrations.signature import SignedClient
from processes.train.ports import RegistryAnswer, RegistryUnavailable, TrainingRecord

SUBMIT, STATUS = "/v1/trainings/submit", "/v1/trainings/status"


class HttpRegistry(SignedClient):
    """A TrainingRegistry. It first asks what became of the serial, so that a lost answer is not reported twice."""

    vendor = "training-registry"

    def submit(self, record: TrainingRecord, *, serial: str) -> RegistryAnswer:
        try:
            known = self._said(*self.post(STATUS, {"serial": serial}))
            return known or self._decided(*self.post(SUBMIT, _content(record, serial)))
        except VendorUnavailable as failure:
            raise RegistryUnavailable(str(failure)) from None

    def _decided(self, status: int, answer: dict[str, str]) -> RegistryAnswer:
        """Raises RegistryUnavailable for an answer that decides nothing."""
        found = self._said(status, answer)
        if found is None:
            raise RegistryUnavailable(f"training-registry: {status} {answer.get('code', 'no decision')}")
        return found

    def _said(self, status: int, answer: dict[str, str]) -> RegistryAnswer | None:
        """What the system decided; None while it knows nothing of the serial."""
        match status, answer.get("status"):
            case 200, "accepted":
                return RegistryAnswer(True, reference=answer.get("reference", ""))
            case ((200 | 422), "refused"):
                return RegistryAnswer(False, message=answer.get("reason", "") or "未说明原因")
            case 404, "unknown":
                return None
        raise RegistryUnavailable(f"training-registry: {status} {answer.get('code', 'no status')}")


def _content(record: TrainingRecord, serial: str) -> dict[str, str]:
    """Flat text fields, as the system's interface wants them: minutes and results beside each other by category."""
    content = {
        "serial": serial,
        "name": record.name,
        "id_number": record.id_number,
        "institution": record.institution,
        "occupation": record.occupation,
        "grade": record.grade,
        "completed_on": record.completed_on,
        "remark": record.remark,
    }
    for category, verdict in record.results.items():
        content[f"{category}_result"] = verdict
        content[f"{category}_minutes"] = str(record.minutes.get(category, 0))
    return content
