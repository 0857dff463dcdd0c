"""All layers in a table: shapes, parameters, work, memory, receptive fields, sums; notes stand under their layer."""

from html import escape

import streamlit as st

from components import language
from components.browser import read
from components.language import t
from components.layer_arguments import details
from lab.stacks.known_stacks import Stack
from lab.stacks.shapes import Report, Row
from pages.parts.shapes import layer as shapes_layer
from pages.parts.shapes.keras import Answer


def show(stack: Stack, found: Report, number: int, answer: Answer | None) -> None:
    """The table. `answer` is what Keras said: a sign at every layer."""
    heads = [t("output shape"), t("parameters"), t("multiply-adds"), t("memory"), t("sees")]
    body = [
        _cells(
            [("0", "text place"), (_place("0") + escape(t("Input")), "text wide"), (_shape(found.input_shape), "wide")],
            "",
            heads,
            number == 0,
        )
    ]
    for index, row in enumerate(found.rows):
        said = escape(details(stack.layers[index]))
        place = f"{index + 1} {answer.sign(index, row)}" if answer else str(index + 1)
        name = f"{_place(place)}<b>{row.name}</b>" + (f"<br><span class='small'>{said}</span>" if said else "")
        cells = [(place, "text place"), (name, "text wide"), *zip(figures(row), ("wide", "", "", "", ""), strict=True)]
        body.append(_cells(cells, "", heads, number == index + 1))
        body += [_note("ⓘ " + language.translate(note)) for note in row.notes]
        body += [_note(text) for text in (answer.difference(index, row) if answer else ())]
    body += _end(stack, found)
    sums = ["", f"{found.parameters:,}", f"{found.multiply_adds:,}", memory(found.activation_bytes)]
    foot = _cells(
        [
            ("", "text place"),
            (escape(t("as far as it goes") if found.problem else t("all layers")), "text wide"),
            *((cell, "") for cell in sums),
        ],
        "",
        heads,
        False,
    )
    first = "".join(
        f"<th scope='col' class='{kind}'>{escape(name)}</th>" for name, kind in (("#", "text"), (t("layer"), "text"))
    )
    head = first + "".join(f"<th scope='col'>{escape(name)}</th>" for name in heads)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody><tfoot>{foot}</tfoot></table>"
    st.html(f"<style>{read('page/table.css')}</style><div class='shapes'>{table}</div>")


def figures(row: Row) -> list[str]:
    """What stands in a layer's row, from the shape on."""
    parameters = f"{row.parameters:,}"
    if row.non_trainable:
        parameters += (
            f"<br><span class='small'>{escape(t('{count} not trainable', count=f'{row.non_trainable:,}'))}</span>"
        )
    seen = "{}×{}".format(*row.receptive_field) if row.receptive_field else "–"
    return [_shape(row.output_shape), parameters, f"{row.multiply_adds:,}", memory(row.activation_bytes), seen]


def formulas(found: Report) -> None:
    """Every layer's formulas; written only when they are looked at."""
    box = st.expander(t("All formulas"), key="shapes_all_formulas", on_change="rerun", icon=":material/function:")
    if not box.open:
        return
    lines = [
        f"| # | {t('layer')} | {t('shape')} | {t('parameters')} | {t('multiply-adds')} |",
        "| --- | --- | --- | --- | --- |",
    ]
    for index, row in enumerate(found.rows):
        groups = (row.shape_formulas, (row.parameter_formula,), (row.multiply_adds_formula,))
        cells = ["<br>".join(shapes_layer.latex(one) for one in group if one) or "–" for group in groups]
        cells[0] = cells[0].replace("<br>", ", ")
        lines.append(f"| {index + 1} | {row.name} | {' | '.join(cells)} |")
    box.markdown("\n".join(lines))


def memory(size: int) -> str:
    """Bytes in the unit that fits.

    >>> memory(4096), memory(60_700_000)
    ('4.1 kB', '60.7 MB')
    """
    for unit, name in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"


def _place(place: str) -> str:
    """A layer's number before its name, on a phone only, where it has no column."""
    return f"<span class='phone'>{place} · </span>"


def _shape(shape: tuple[int, ...]) -> str:
    return escape(str((None, *shape)))


def _cells(cells: list[tuple[str, str]], kind: str, heads: list[str], chosen: bool) -> str:
    """A row; on a phone each figure carries its column's name."""
    names = ["", "", *heads]
    inside = "".join(
        f"<td class='{its}'" + (f" data-label='{escape(name)}'" if name else "") + f">{cell}</td>"
        for (cell, its), name in zip(cells, names, strict=False)
    )
    missing = len(names) - len(cells)
    return f"<tr class='{'chosen' if chosen else kind}'>{inside}{'<td></td>' * missing}</tr>"


def _note(text: str) -> str:
    return f"<tr><td class='text'></td><td class='note' colspan='7'>{escape(text)}</td></tr>"


def _end(stack: Stack, found: Report) -> list[str]:
    """The layer that cannot be, why, and how many are not reached."""
    if found.failed_at is None or found.problem is None:
        return []
    index, layer = found.failed_at, stack.layers[found.failed_at]
    name = f"{index + 1} · {type(layer).__name__} {details(layer)}"
    rest = len(stack.layers) - index - 1
    said = [_note(f"✗ {name}: {language.translate(found.problem)}")]
    return said + ([_note(t("{count} more layers are not reached", count=rest))] if rest else [])
