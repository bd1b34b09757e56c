from storage.printing import page_ranges


def test_page_ranges_are_cut_off() -> None:
    assert page_ranges([3, 1, 2]) == "1–3"
    assert page_ranges(range(1, 100, 2)).endswith("23, …")
