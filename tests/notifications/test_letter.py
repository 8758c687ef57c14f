"""Notifications say the same in both parts and carry nothing that runs."""

from province import notifications


def test_text_and_html_say_the_same() -> None:
    letter = notifications.compose(
        {
            "to": "chi@example.test",
            "subject": "Hồ sơ  H61\nđã nhận",
            "text": "Kính gửi\n\nMã: 1",
        },
        "Sở Xây dựng",
    )
    assert letter.to == ("chi@example.test",)
    assert letter.subject == "Hồ sơ H61 đã nhận"
    assert letter.text.startswith("Kính gửi\n\nMã: 1\n\n-- \nSở Xây dựng\n")
    assert "<p>Kính gửi</p><p>Mã: 1</p>" in letter.html


def test_addresses_become_links_and_markup_stays_text() -> None:
    letter = notifications.compose(
        {
            "to": ["a@x.test", "b@x.test"],
            "subject": "<b>",
            "text": "Xem http://127.0.0.1:1/tra-cuu?a=1&b=2. <script>x</script>",
        },
        "Tỉnh <i>",
    )
    assert '<a href="http://127.0.0.1:1/tra-cuu?a=1&amp;b=2">' in letter.html
    assert "<script>" not in letter.html
    assert "Tỉnh &lt;i&gt;" in letter.html


def test_an_address_between_angle_brackets_is_linked_without_them() -> None:
    letter = notifications.compose(
        {"to": "a@x.test", "subject": "x", "text": "Xem <https://vinhlong.example/a?b='c'>."},
        "Tỉnh",
    )
    address = "https://vinhlong.example/a?b=&#x27;c&#x27;"
    assert f'&lt;<a href="{address}">{address}</a>&gt;.' in letter.html


def test_braces_in_a_letter_are_only_braces() -> None:
    letter = notifications.compose(
        {"to": "a@x.test", "subject": "{0}", "text": "{subject} {signature!r}\r\n\r\nhai"}, "{body}"
    )
    assert "<p>{subject} {signature!r}</p><p>hai</p>" in letter.html.replace("\r", "")
    assert "<title>{0}</title>" in letter.html
