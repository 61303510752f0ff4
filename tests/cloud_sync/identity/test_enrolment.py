"""A car gets its papers once, renews them in time, and nobody else gets them."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from cloud_sync.__main__ import main
from cloud_sync.clock import TrustedClock
from cloud_sync.errors import CertificateError, EnrolmentError, NotEnrolledError
from cloud_sync.home import CloudHome
from cloud_sync.identity import Kind, client_context, enrol, read, renew_if_due, signed, verified
from cloud_sync.identity.pair import Pair, keep, new_key
from cloud_sync.identity.revocation import keep_crl, read_crl
from cloud_sync.profile import read_profile
from cloud_sync.reference.authority import Authority, Issuer
from tests.cloud_sync.identity.conftest import Office


def test_a_car_gets_both_certificates_and_keeps_them_to_itself(office: Office) -> None:
    home, _ = office.car()
    for kind in Kind:
        pair = read(home, kind)
        assert pair.vehicle_id == "car-a"
        assert pair.key.public_key() == pair.certificate.public_key()
        assert stat.S_IMODE(home.path("identity", f"{kind}.pem").stat().st_mode) == 0o600
    assert read(home, Kind.BIRTH).key != read(home, Kind.OPERATION).key
    assert read_profile(home).vehicle_id == "car-a"


def test_a_token_works_once(office: Office, tmp_path: Path) -> None:
    invitation = office.invitation("car-a")
    for name in ("first", "second"):
        home = CloudHome(tmp_path / name)
        if name == "first":
            enrol(home, invitation, TrustedClock(home))
        else:
            with pytest.raises(EnrolmentError):
                enrol(home, invitation, TrustedClock(home))
            with pytest.raises(NotEnrolledError):
                read_profile(home)


def test_a_token_is_good_for_a_week(office: Office, tmp_path: Path) -> None:
    invitation = office.invitation("car-a")
    office.passed = timedelta(days=8)
    home = CloudHome(tmp_path / "late")
    with pytest.raises(EnrolmentError):
        enrol(home, invitation, TrustedClock(home, lambda: office.now().timestamp()))


def test_a_token_is_for_one_car(office: Office, tmp_path: Path) -> None:
    invitation = office.invitation("car-a")
    other = invitation.profile.model_copy(update={"vehicle_id": "car-b"})
    home = CloudHome(tmp_path / "other")
    with pytest.raises(EnrolmentError):
        enrol(home, invitation.model_copy(update={"profile": other}), TrustedClock(home))


@pytest.mark.parametrize("name", ["ingest", "fleet", "web", "broker"])
def test_no_car_is_called_like_a_service(office: Office, name: str) -> None:
    with pytest.raises(EnrolmentError):
        office.invitation(name)


def test_certificates_of_another_authority_are_not_taken(office: Office, tmp_path: Path) -> None:
    stranger = Authority(tmp_path / "stranger")
    stranger.create()
    wrong = {"birth_authority": stranger.pem(Issuer.BIRTH)}
    home = CloudHome(tmp_path / "car")
    with pytest.raises(CertificateError):
        enrol(home, office.invitation("car-a").model_copy(update=wrong), TrustedClock(home))


def test_two_thirds_of_a_life_pass_before_it_is_renewed(office: Office) -> None:
    home, clock = office.car()
    before = read(home, Kind.OPERATION)
    office.passed = timedelta(days=19)
    clock.confirm(office.now())
    assert not renew_if_due(home, clock)
    office.passed = timedelta(days=21)
    clock.confirm(office.now())
    assert renew_if_due(home, clock)
    after = read(home, Kind.OPERATION)
    assert after.key != before.key
    assert after.certificate.not_valid_after_utc > before.certificate.not_valid_after_utc


def test_an_expired_certificate_is_replaced_by_showing_that_of_birth(office: Office) -> None:
    home, clock = office.car()
    office.passed = timedelta(days=400)
    clock.confirm(office.now())
    with pytest.raises(CertificateError):
        client_context(home, clock)
    assert renew_if_due(home, clock)
    client_context(home, clock)


def test_a_withdrawn_car_gets_nothing(office: Office) -> None:
    home, clock = office.car()
    assert office.authority.revoke("car-a") == 2
    office.passed = timedelta(days=21)
    clock.confirm(office.now())
    with pytest.raises(EnrolmentError):
        renew_if_due(home, clock)


def test_an_older_list_of_withdrawn_certificates_is_not_taken(office: Office) -> None:
    home, _ = office.car()
    older = office.authority.crl().public_bytes(Encoding.DER)
    office.passed = timedelta(days=1)
    issuer = office.authority.certificate(Issuer.OPERATION)
    keep_crl(home, office.authority.crl().public_bytes(Encoding.DER), issuer)
    with pytest.raises(CertificateError, match="older"):
        keep_crl(home, older, issuer)
    stranger = Authority(home.directory / "stranger", office.now)
    stranger.create()
    with pytest.raises(CertificateError, match="somebody else"):
        keep_crl(home, stranger.crl().public_bytes(Encoding.DER), issuer)
    kept = read_crl(home)
    assert kept is not None
    assert kept.is_signature_valid(_key(issuer.public_key()))


def _key(key: object) -> ec.EllipticCurvePublicKey:
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return key


def test_a_statement_says_who_made_it(office: Office) -> None:
    home, clock = office.car()
    statement = signed(home, {"erase": "everything"})
    issuer = office.authority.certificate(Issuer.OPERATION)
    assert verified(statement, issuer, clock.now()) == ("car-a", {"erase": "everything"})


@pytest.mark.parametrize("place", [5, -5])
def test_a_changed_statement_is_none(office: Office, place: int) -> None:
    home, clock = office.car()
    statement = signed(home, {"erase": "everything"})
    changed = list(statement)
    changed[place] = "A" if changed[place] != "A" else "B"
    with pytest.raises(CertificateError):
        verified("".join(changed), office.authority.certificate(Issuer.OPERATION), clock.now())


def test_statements_by_the_wrong_papers_are_none(office: Office) -> None:
    home, clock = office.car()
    statement = signed(home, {"a": 1})
    operation = office.authority.certificate(Issuer.OPERATION)
    with pytest.raises(CertificateError):
        verified(statement, office.authority.certificate(Issuer.BIRTH), clock.now())
    with pytest.raises(CertificateError, match="expired"):
        verified(statement, operation, clock.now() + timedelta(days=31))
    office.authority.revoke("car-a")
    with pytest.raises(CertificateError, match="withdrawn"):
        verified(statement, operation, clock.now(), office.authority.crl())
    for wrong in ("", "a.b.c", statement.rpartition(".")[0] + "."):
        with pytest.raises(CertificateError):
            verified(wrong, operation, clock.now())


def test_a_key_that_does_not_fit_its_certificate_is_noticed(office: Office) -> None:
    home, clock = office.car()
    keep(home, Kind.OPERATION, Pair(new_key(), read(home, Kind.OPERATION).certificate))
    with pytest.raises(CertificateError, match="does not fit"):
        client_context(home, clock)


def test_the_command_line_tells_who_the_car_is(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, home = tmp_path / "invitation.json", str(tmp_path / "car")
    file.write_text(office.invitation("car-7").model_dump_json())
    assert main(["--home", home, "identity"]) == 1
    assert "identity.not_enrolled" in capsys.readouterr().err
    assert main(["--home", home, "enrol", str(file)]) == 0
    assert main(["--home", home, "identity", "--json"]) == 0
    told = capsys.readouterr().out
    assert '"vehicle_id": "car-7"' in told
    assert "PRIVATE" not in told
    file.write_text("{}")
    assert main(["--home", home, "enrol", str(file)]) == 1
    assert "identity.enrolment" in capsys.readouterr().err
