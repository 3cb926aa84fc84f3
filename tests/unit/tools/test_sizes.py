"""The size gate must be able to fail: for a file, for a function, for a whole folder."""

from pathlib import Path

import pytest

from tools.sizes import code_lines, main


def function(name: str, lines: int) -> str:
    body = "\n".join(f"    x = {i}" for i in range(lines - 1))
    return f"def {name}():\n{body}\n"


def test_a_small_folder_passes_and_is_summed_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "small.py").write_text(function("f", 10))
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == (
        f"sizes: {tmp_path}: 1 files, longest 10 lines; "
        "1 functions, longest 10, 95th percentile 10\n"
    )


@pytest.mark.parametrize(("lines", "code"), [(500, 0), (501, 1)])
def test_a_file_has_at_most_500_lines(tmp_path: Path, lines: int, code: int):
    (tmp_path / "long.py").write_text("x = 1\n" * lines)
    assert main([str(tmp_path)]) == code


def test_a_style_sheet_is_a_file_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "page.css").write_text("\n" * 501)
    assert main([str(tmp_path)]) == 1
    assert f"{tmp_path / 'page.css'}: 501 lines, at most 500" in capsys.readouterr().out


@pytest.mark.parametrize(("lines", "code"), [(80, 0), (81, 1)])
def test_a_function_has_at_most_80_lines_of_code(tmp_path: Path, lines: int, code: int):
    """Twenty short functions keep the percentile out of it."""
    short = "".join(function(f"f{i}", 2) for i in range(20))
    (tmp_path / "one.py").write_text(short + function("long", lines))
    assert main([str(tmp_path)]) == code


def test_one_function_in_ten_above_40_lines_is_too_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    short = "".join(function(f"f{i}", 2) for i in range(9))
    (tmp_path / "one.py").write_text(short + function("long", 41))
    assert main([str(tmp_path)]) == 1
    assert "95 in 100 functions have up to 41 lines of code" in capsys.readouterr().out


def test_a_docstring_is_not_code_but_a_comment_is():
    import ast

    tree = ast.parse('def f():\n    """One.\n\n    Two.\n    """\n    # why\n\n    return 1\n')
    assert isinstance(tree.body[0], ast.FunctionDef)
    assert code_lines(tree.body[0]) == 4


def test_methods_and_inner_functions_are_measured(tmp_path: Path):
    inner = function("inner", 82).replace("\n", "\n        ")
    (tmp_path / "one.py").write_text(f"class A:\n    def outer(self):\n        {inner}\n")
    assert main([str(tmp_path)]) == 1


def test_a_folder_that_does_not_exist_is_a_usage_error(capsys: pytest.CaptureFixture[str]):
    assert main(["no/such/folder"]) == 2
    assert capsys.readouterr().err == "sizes: expected folders, found no/such/folder\n"
