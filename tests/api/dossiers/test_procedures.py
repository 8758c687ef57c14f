"""Every shipped procedure has its form, on one page and page by page, and a review."""

import html

from starlette.testclient import TestClient

from api.dossier_form import filling_of
from province import answers, drafts, printing, procedures, services
from province.basics import SystemClock, legal_day
from province.house import House


def test_every_form_is_drawn_whole_and_page_by_page(client: TestClient, house: House) -> None:
    today = legal_day(SystemClock().now())
    with house.storage.reading() as connection:
        found = [one.definition for one in procedures.in_force(connection, today)]
        units = answers.choosable_units(connection, today)
    assert len(found) >= 30
    for definition in found:
        token = drafts.new_token()
        whole = client.get(f"{definition.filing_url}?nhap={token}&buoc=ca-mau")
        assert whole.status_code == 200, (definition.code, whole.headers)
        if definition.filed is not procedures.Filed.HERE:
            assert definition.portal.name in html.unescape(whole.text)
            continue
        steps = filling_of(definition, None, units, today).steps
        for number, step in enumerate(steps, 1):
            page = client.get(f"{definition.filing_url}?nhap={token}&buoc={number}")
            assert page.status_code == 200, (definition.code, step)
            assert step.title in html.unescape(page.text)


def test_every_result_has_a_template_and_a_unit_decides_it(house: House) -> None:
    today = legal_day(SystemClock().now())
    with house.storage.reading() as connection:
        for one in procedures.in_force(connection, today):
            definition = one.definition
            [code, *_] = answers.choosable_units(connection, today)
            assert definition.result.template in printing.template_names(), definition.code
            place = definition.authority.place
            unit = services.deciding_unit(connection, definition, {place: code}, today)
            assert unit.code, definition.code
