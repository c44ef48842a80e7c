"""Which key of a PC keyboard gives which character, by layout, as somebody who types needs it.

Key codes are those of the kernel's input-event-codes.h; the layouts are the national ones of Sweden and Germany and the American one.
"""

# The four rows, from the key left of 1; the third ends with the key left of return, the fourth begins with the one right of shift.
CODES = [41, *range(2, 14), *range(16, 28), *range(30, 41), 43, 86, *range(44, 54)]
ROWS = {
    "us": ("`1234567890-=" "qwertyuiop[]" "asdfghjkl;'\\" "<zxcvbnm,./",
           "~!@#$%^&*()_+" "QWERTYUIOP{}" 'ASDFGHJKL:"|' ">ZXCVBNM<>?"),
    "se": ("§1234567890+´" "qwertyuiopå¨" "asdfghjklöä'" "<zxcvbnm,.-",
           '½!"#¤%&/()=?`' "QWERTYUIOPÅ^" "ASDFGHJKLÖÄ*" ">ZXCVBNM;:_"),
    "de": ("^1234567890ß´" "qwertzuiopü+" "asdfghjklöä#" "<yxcvbnm,.-",
           '°!"§$%&/()=?`' "QWERTZUIOPÜ*" "ASDFGHJKLÖÄ'" ">YXCVBNM;:_"),
}
THIRD = {
    "us": {},
    "se": {"@": 3, "$": 5, "{": 8, "[": 9, "]": 10, "}": 11, "\\": 12, "|": 86},
    "de": {"@": 16, "{": 8, "[": 9, "]": 10, "}": 11, "\\": 12, "|": 86, "~": 27},
}
SHIFT, ALT, ALT_GR, CAPS, ENTER, SPACE = 42, 56, 100, 58, 28, 57
# The numeric pad's 0 to 9.
PAD = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73]


def keys_of(character: str, layout: str) -> list:
    """The keys to hold down in order, the last of which is the character's own. Control characters go by Alt and the pad."""
    plain, shifted = ROWS[layout]
    if character == "\r":
        return [ENTER]
    if character == " ":
        return [SPACE]
    if character in THIRD[layout]:
        return [ALT_GR, THIRD[layout][character]]
    # Of two keys that give the same the main one counts: `<` on the American keyboard.
    for row, held in ((plain, []), (shifted, [SHIFT])):
        places = [place for place, each in enumerate(row) if each == character and not (layout == "us" and CODES[place] == 86)]
        if places:
            return [*held, CODES[places[0]]]
    raise ValueError(f"no key of {layout} gives {character!r}")
