"""Where a dossier stands: every legal sequence of stops has one place, and every way comes to an end."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.policy.finding import Source
from zhicheng.policy.notice import StationKind
from zhicheng.policy.route import Ending, Ends, Route, Ruling, Stop, Waits, position, route_for

IDS = ("unit_handler", "unit_publicity", "unit_principal", "department", "county_office", "city_office", "acceptance")


def station(id: str) -> StationKind:
    office = "employer" if id.startswith("unit_") else id
    return StationKind(id, id, "reviewer", office, Source(), returns=id != "unit_publicity")


ROUTE = Route(tuple(station(id) for id in IDS))
rulings = st.sampled_from([*Ruling, None])
walks = st.lists(st.tuples(rulings, st.booleans()), max_size=30)


def walk(steps, route=ROUTE):
    """The stops of one legal way: the next stop is always opened where the position says."""
    stops: list[Stop] = []
    for ruling, files_changed in steps:
        at = position(stops, None, route)
        if at.waits_for is Waits.NOBODY:
            break
        if not at.station:
            stop = Stop(route.first)
        elif at.waits_for is Waits.APPLICANT:
            back = at.returning_to or at.station
            arrives = route.after_correction(at.station, files_changed=files_changed)
            stop = Stop(arrives, returning_to=back if arrives != back else "")
        else:
            stop = Stop(at.arrives, returning_to=at.returning_to)
        if ruling is Ruling.SENT_BACK and not route.kind(stop.station).returns:
            ruling = Ruling.PASSED
        stops.append(replace(stop, ruling=ruling))
        if ruling is None:
            break
    return stops


@given(walks)
def test_every_legal_way_stands_at_one_station_of_its_route(steps):
    stops = walk(steps)
    at = position(stops, None, ROUTE)
    assert at.station in ("", *IDS)
    assert at.arrives in ("", *IDS)
    assert (at.station == "") is (not stops)


@given(walks)
def test_whose_move_it_is_follows_from_the_last_stop_alone(steps):
    stops = walk(steps)
    at = position(stops, None, ROUTE)
    last = stops[-1] if stops else None
    expected = {None: Waits.OFFICE, Ruling.SENT_BACK: Waits.APPLICANT, Ruling.REFUSED: Waits.NOBODY}
    if last is None:
        assert at.waits_for is Waits.APPLICANT
    elif last.ruling is Ruling.PASSED:
        assert at.waits_for is (Waits.NOBODY if at.done else Waits.OFFICE)
        assert bool(at.arrives) is not at.done
    else:
        assert at.waits_for is expected[last.ruling]


@given(walks, st.sampled_from(Ends))
def test_nothing_moves_after_an_ending(steps, kind):
    stops = walk(steps)
    where = stops[-1].station if stops else ""
    at = position(stops, Ending(kind, where), ROUTE)
    assert (at.waits_for, at.station, at.arrives, at.done) == (Waits.NOBODY, where, "", False)


@given(walks)
def test_a_dossier_is_done_only_after_its_last_station_passed_it(steps):
    stops = walk(steps)
    if position(stops, None, ROUTE).done:
        assert (stops[-1].station, stops[-1].ruling) == (IDS[-1], Ruling.PASSED)


@given(walks)
def test_passing_everything_from_anywhere_comes_to_the_end(steps):
    stops = [s for s in walk(steps) if s.ruling is not Ruling.REFUSED]
    if not stops or stops[-1].ruling is None:
        return
    for _ in range(2 * len(IDS)):
        at = position(stops, None, ROUTE)
        if at.done:
            return
        if at.waits_for is Waits.APPLICANT:
            arrives = ROUTE.after_correction(at.station, files_changed=True)
            back = at.returning_to or at.station
            stops.append(Stop(arrives, Ruling.PASSED, back if arrives != back else ""))
        else:
            stops.append(Stop(at.arrives, Ruling.PASSED, at.returning_to))
    pytest.fail(f"still at {position(stops, None, ROUTE)}")


def test_changed_files_are_ticked_by_handler_and_principal_without_a_new_publicity():
    sent_back = [Stop("city_office", Ruling.SENT_BACK)]
    seen, stops = [], sent_back
    arrives = ROUTE.after_correction("city_office", files_changed=True)
    stop = Stop(arrives, Ruling.PASSED, "city_office")
    while stop.station != "city_office":
        seen.append(stop.station)
        stops = [*stops, stop]
        at = position(stops, None, ROUTE)
        stop = Stop(at.arrives, Ruling.PASSED, at.returning_to)
    assert seen == ["unit_handler", "unit_principal"]


def test_a_ticking_station_that_sends_back_again_does_not_forget_who_is_waiting():
    at = position([Stop("unit_handler", Ruling.SENT_BACK, "city_office")], None, ROUTE)
    assert (at.station, at.waits_for, at.returning_to) == ("unit_handler", Waits.APPLICANT, "city_office")


def test_a_county_school_passes_its_bureau_and_its_county_office(notice, facts_of):
    assert route_for(notice, facts_of("teacher").dossier.employer, facts_of("teacher").dossier.application).ids == (
        "unit_handler",
        "unit_publicity",
        "unit_principal",
        "department",
        "county_office",
        "city_office",
        "committee_acceptance",
    )


def test_a_city_unit_without_a_department_goes_straight_to_the_city(notice, facts_of):
    employer = replace(facts_of("teacher").dossier.employer, level="city", department="")
    assert route_for(notice, employer, facts_of("teacher").dossier.application).ids == (
        "unit_handler",
        "unit_publicity",
        "unit_principal",
        "city_office",
        "committee_acceptance",
    )
