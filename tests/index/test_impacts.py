import numpy as np

from province.index.impacts import TermList


def test_a_list_adds_the_same_however_it_is_kept() -> None:
    documents = np.array([1, 3, 4], np.int32)
    impacts = np.array([0.5, 1.0, 0.25], np.float32)
    for size in (5, 50):  # kept with a place for each document, and not
        scores = np.zeros(60, np.float32)
        found = TermList(documents, impacts, size)
        found.add_to(scores, 2.0)
        assert found.documents.tolist() == [1, 3, 4]
        assert scores[:6].tolist() == [0, 1, 0, 2, 0.5, 0]
