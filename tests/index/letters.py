"""Text as anybody may type it."""

from hypothesis import strategies as st

LETTERS = (
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
)
texts = st.text(LETTERS + LETTERS.upper() + " -/.,0123456789“”😀\n", max_size=60)
