"""Write the guide a citizen reads: what a procedure's definition declares, in plain words.

The text says, in this order: what it is about, who may apply, which papers, where, the steps, how
long, what it costs, what comes out, the writer's own sections, what is not sure, and on which law
and which decision all of it stands. Around it the site's template shows the lead, the facts, the
button and the foot.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from province.basics import text
from province.procedures import (
    CASE,
    CHANNEL,
    FIELDS,
    Channel,
    Condition,
    Definition,
    Fee,
    Filed,
    Paper,
    Starts,
    TimeLimit,
    wording,
)

CASES_OPEN_MOST = 2  # papers of more cases than that are folded, case by case

_STARTS = {
    Starts.RECEIPT: "Từ khi nhận đủ hồ sơ hợp lệ",
    Starts.FEE_PAYMENT: "Từ khi nhận đủ hồ sơ hợp lệ và đã nộp lệ phí",
}


def guide_text(definition: Definition) -> str:
    """Return the text of a procedure's guide, Markdown."""
    intro, own_sections = _body_parts(definition.body)
    parts = [
        intro,
        _section("Ai được làm thủ tục này", _applicants(definition)),
        _section("Giấy tờ cần có", _papers(definition)),
        _section("Nơi nộp hồ sơ", _places(definition)),
        _section("Các bước", _steps(definition)),
        _section("Thời hạn", _time_limits(definition)),
        _section("Phí, lệ phí", _fees(definition)),
        _section("Kết quả", _result(definition)),
        own_sections,
        _unsure(definition),
        _section("Căn cứ pháp lý", _legal_basis(definition)),
        _section("Nguồn", _source(definition)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def guide_facts(definition: Definition) -> dict[str, Any]:
    """Return what the template shows around the text, in plain values."""
    return {
        "title": definition.title,
        "description": definition.summary,
        "lead": definition.summary,
        "action": _action(definition),
        "facts": [
            ["Thời hạn", _once(_limit_fact(definition, limit) for limit in definition.time_limits)],
            ["Phí, lệ phí", _fee_facts(definition)],
            ["Nơi nhận hồ sơ", definition.authority.receive],
            ["Kết quả", definition.result.name],
            ["Mã thủ tục", definition.code],
            ["Ngày kiểm tra", text.date_vi(definition.checked_on)],
        ],
        "published": definition.effective_from.isoformat(),
        "foot": {
            "changed": text.date_vi(definition.checked_on),
            "unit": definition.authority.decide,
        },
    }


def _action(definition: Definition) -> dict[str, Any]:
    if definition.filed is Filed.HERE:
        return {"label": "Nộp hồ sơ", "href": definition.filing_url}
    if definition.filed is Filed.DESK:
        note = "Thủ tục này chỉ nhận hồ sơ giấy."
        return {"label": "Xem nơi nộp hồ sơ", "href": "#noi-nop-ho-so", "note": note}
    return {
        "label": f"Nộp trên {definition.portal.name}",
        "href": definition.portal.url,
        "note": "Thủ tục này không nhận hồ sơ trực tuyến tại trang của tỉnh.",
        "external": True,
    }


def _once(said: Iterable[str]) -> list[str]:
    """Return each saying once, in order."""
    return list(dict.fromkeys(said))


def _limit_fact(definition: Definition, limit: TimeLimit) -> str:
    said = wording.time_limit(limit)
    if len(definition.time_limits) == 1:
        return said
    return f"{_applies(definition, limit)}: {said}"


def _fee_facts(definition: Definition) -> list[str]:
    if not definition.fees:
        return ["Không thu"]
    if len(definition.fees) == 1:
        return [wording.fee(definition.fees[0])]
    return [f"{fee.name}: {wording.fee(fee)}" for fee in definition.fees]


def _body_parts(body: str) -> tuple[str, str]:
    """Split the writer's prose into what stands before its first heading and the rest."""
    first = re.search(r"^## ", body, re.MULTILINE)
    return (body[: first.start()].strip(), body[first.start() :].strip()) if first else (body, "")


def _section(title: str, content: str) -> str:
    return f"## {title}\n\n{content}" if content else ""


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _applicants(definition: Definition) -> str:
    who = _list(wording.APPLICANT_KINDS[kind] for kind in definition.applicants)
    if not definition.requirements:
        return who
    return f"{who}\n\n### Điều kiện\n\n{_list(definition.requirements)}"


def _papers(definition: Definition) -> str:
    handed_in = [paper for paper in definition.papers if not paper.shown]
    shown = [paper for paper in definition.papers if paper.shown]
    blocks = list(_papers_by_case(definition, handed_in))
    if shown:
        blocks.append("### Giấy tờ chỉ xuất trình, không phải nộp")
        blocks.append(_checklist(definition, shown))
    return "\n\n".join(blocks)


def _papers_by_case(definition: Definition, papers: Sequence[Paper]) -> Iterator[str]:
    cases = [case.id for case in definition.cases]
    everyone = [p for p in papers if all(_may(definition, p.when, case) for case in cases)]
    some = [paper for paper in papers if paper not in everyone]
    if some and everyone:
        yield "### Mọi trường hợp"
    if everyone:
        yield _checklist(definition, everyone)
    owned = [
        (case.name, _checklist(definition, own))
        for case in definition.cases
        if (own := [paper for paper in some if _may(definition, paper.when, case.id)])
    ]
    if len(owned) > CASES_OPEN_MOST:
        yield "### Thêm, tùy trường hợp của ông/bà"
        yield from (_folded(name, content) for name, content in owned)
    else:
        for name, content in owned:
            yield f"### {name}"
            yield content


def _folded(title: str, content: str) -> str:
    """Fold away what only some readers need: on a phone the whole would be twenty screens."""
    summary = f"<summary>{escape(title)}</summary>"
    return f'<details class="fold" markdown>\n{summary}\n\n{content}\n\n</details>'


def _checklist(definition: Definition, papers: Iterable[Paper]) -> str:
    lines = _list(_paper(definition, paper) for paper in papers)
    return f'<div class="checklist" markdown>\n\n{lines}\n\n</div>'


def _paper(definition: Definition, paper: Paper) -> str:
    count = wording.paper_count(paper)
    parts = [f"**{paper.name}**{f' ({count})' if count else ''}."]
    if paper.only_if:
        parts.append(f"Chỉ cần khi {paper.only_if}.")
    elif not paper.required:
        parts.append("Nộp nếu có.")
    if paper.is_form and definition.filed is Filed.HERE:
        parts.append("Nộp trực tuyến thì mẫu trên trang này thay cho đơn giấy.")
    if paper.help:
        parts.append(paper.help)
    return " ".join(parts)


def _may(definition: Definition, when: Condition | None, case_id: str) -> bool:
    """Tell whether something can apply in a case, whatever the other answers are."""
    if when is None:
        return True
    if when.field == CASE:
        return case_id in when.values
    if when.field:
        return all(
            _may(definition, asked, case_id) for asked in _asked_when(definition, when.field)
        )
    if when.any_of:
        return any(_may(definition, part, case_id) for part in when.any_of)
    if when.none_of:
        return not any(p.field == CASE and case_id in p.values for p in when.none_of)
    return all(_may(definition, part, case_id) for part in when.all_of)


def _asked_when(definition: Definition, name: str) -> Iterator[Condition | None]:
    """Yield the conditions under which a question is asked at all."""
    for group in definition.form:
        for field in group.fields:
            if field.id == name and not group.rows_most:
                yield from (group.when, field.when)


def _places(definition: Definition) -> str:
    ways = [_way(definition, channel) for channel in definition.channels]
    who = (
        f"Cơ quan tiếp nhận: **{definition.authority.receive}**. "
        f"Cơ quan thẩm định: {definition.authority.advise}. "
        f"Nơi quyết định: {definition.authority.decide}."
    )
    return f"{_list(ways)}\n\n{who}"


def _way(definition: Definition, channel: Channel) -> str:
    portal = f"[{definition.portal.name}]({definition.portal.url})"
    if channel is Channel.ONLINE and definition.filed is Filed.HERE:
        here = f"[nộp hồ sơ tại trang này]({definition.filing_url})"
        return f"**Trực tuyến:** {here} hoặc trên {portal}."
    where = portal if channel is Channel.ONLINE else definition.authority.receive
    return f"**{wording.CHANNELS[channel]}:** {where}."


def _steps(definition: Definition) -> str:
    lines = []
    for number, step in enumerate(definition.route, 1):
        who = [wording.ROLES[step.role]]
        who += [wording.duration(step.amount, step.unit)] if step.amount else []
        told = f": {step.text}" if step.text else "."
        lines.append(f"{number}. **{step.name}** ({', '.join(who)}){told}")
    return "\n".join(lines)


def _time_limits(definition: Definition) -> str:
    rows = [
        (_applies(definition, limit), wording.time_limit(limit), _STARTS[limit.starts])
        for limit in definition.time_limits
    ]
    table = _table(("Trường hợp", "Thời hạn", "Tính từ"), rows)
    notes = [limit.note for limit in definition.time_limits if limit.note]
    return "\n\n".join([table, *dict.fromkeys(notes)])


def _fees(definition: Definition) -> str:
    if not definition.fees:
        return "Không thu phí, lệ phí."
    rows = [
        (fee.name, _fee_cell(definition, fee), _applies(definition, fee)) for fee in definition.fees
    ]
    blocks = [_table(("Khoản thu", "Mức", "Trường hợp"), rows)]
    exempt = dict.fromkeys(e.text for fee in definition.fees for e in fee.exemptions)
    if exempt:
        blocks.append(f"### Ai được miễn\n\n{_list(exempt)}")
    blocks += dict.fromkeys(fee.note for fee in definition.fees if fee.note)
    return "\n\n".join(blocks)


def _fee_cell(definition: Definition, fee: Fee) -> str:
    if not fee.per:
        return wording.fee(fee)
    counted = definition.field_named(fee.per)
    group = next((group for group in definition.form if group.id == fee.per), None)
    name = counted.label if counted else group.title if group else fee.per
    return f"{wording.fee(fee)} × “{name}”"


def _applies(definition: Definition, part: TimeLimit | Fee) -> str:
    if part.only_if:
        return f"Khi {part.only_if}"
    if part.when is None:
        whole: Sequence[TimeLimit | Fee] = (
            definition.time_limits if isinstance(part, TimeLimit) else definition.fees
        )
        is_rest = isinstance(part, TimeLimit) and len(whole) > 1
        return "Các trường hợp còn lại" if is_rest else "Mọi trường hợp"
    cases = [case.name for case in definition.cases if _may(definition, part.when, case.id)]
    ways = [
        wording.CHANNELS[Channel(str(value))]
        for test in part.when.tests()
        if test.field == CHANNEL
        for value in test.values
    ]
    told = cases if len(cases) < len(definition.cases) else []
    return "; ".join([*told, *ways]) or "Mọi trường hợp"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(c.replace("|", "\\|") for c in line) + " |" for line in lines
    )


def _result(definition: Definition) -> str:
    valid = f" Hiệu lực: {definition.result.validity}." if definition.result.validity else ""
    return f"{definition.result.name}.{valid}"


def _unsure(definition: Definition) -> str:
    if not definition.needs_checking:
        return ""
    lines = "\n".join(f"    - {sentence}" for sentence in definition.needs_checking)
    return (
        '!!! warning "Cần hỏi lại trước khi nộp"\n\n'
        "    Những điều sau chưa được xác nhận. Vui lòng hỏi nơi nhận hồ sơ.\n\n"
        f"{lines}"
    )


def _legal_basis(definition: Definition) -> str:
    return _list(
        f"{basis.name} ({basis.number})" + (f". *{basis.note}*" if basis.note else "")
        for basis in definition.legal_basis
    )


def _source(definition: Definition) -> str:
    year, month = definition.retrieved_on.split("-")
    fields = ", ".join(FIELDS[name] for name in (definition.field, *definition.also_in))
    facts = [
        ("Tên chính thức", definition.name),
        ("Mã thủ tục", definition.code),
        ("Quyết định công bố", definition.decision),
        ("Cấp thực hiện", wording.LEVELS[definition.level]),
        ("Lĩnh vực", f"{definition.sector} (nhóm dịch vụ: {fields})"),
        ("Dữ liệu gốc", f"Cổng Dịch vụ công quốc gia, lấy tháng {month}/{year}"),
        ("Ngày kiểm tra bản hướng dẫn", text.date_vi(definition.checked_on)),
    ]
    return _list(f"{name}: {value}" for name, value in facts)
