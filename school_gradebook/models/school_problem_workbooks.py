"""The sentences for what is found in workbooks; the place is shown beside them."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

FILE_TEXTS = {
    "file_empty": _lt("The file is empty."),
    "file_too_big": _lt("The file is larger than %(limit)s MB and is not opened."),
    "encrypted": _lt(
        "The workbook is protected by a password; save it without one and choose it"
        " again."
    ),
    "old_xls": _lt(
        "This is a workbook of the old format (.xls); open it in a spreadsheet program"
        " and save it as .xlsx."
    ),
    "not_a_workbook": _lt("The file is not an Excel workbook (.xlsx)."),
    "not_xlsx": _lt(
        "The file is not a workbook of the format .xlsx; open it in a spreadsheet"
        " program and save it as .xlsx."
    ),
    "macros": _lt(
        "The workbook contains macros and is not opened; save it as .xlsx without them."
    ),
    "external_links": _lt(
        "The workbook takes data from other files and is not opened; save a copy that"
        " holds the values only."
    ),
    "xml_declarations": _lt(
        "The workbook was not written by a spreadsheet program (%(part)s) and is not"
        " opened."
    ),
    "truncated": _lt(
        "The file is incomplete: copying or sending it was cut short. Fetch it again."
    ),
    "damaged": _lt(
        "The workbook is damaged (%(part)s); open it in a spreadsheet program, save it"
        " and choose it again."
    ),
    "too_many_parts": _lt(
        "The workbook is made of more than %(limit)s parts and is not opened."
    ),
    "unpacks_too_big": _lt(
        "The workbook unpacks to more than %(limit)s MB (%(part)s) and is not opened."
    ),
    "too_many_elements": _lt(
        "The workbook holds more than %(limit)s elements in one part (%(part)s) and is"
        " not opened."
    ),
    "too_many_rows": _lt(
        "A sheet has values below row %(limit)s (%(part)s); no list of a school is that"
        " long."
    ),
    "too_many_columns": _lt(
        "A sheet has values beyond column %(limit)s (%(part)s); no list of a school is"
        " that wide."
    ),
    "too_many_cells": _lt("A sheet has more than %(limit)s cells (%(part)s)."),
    "too_many_formulas": _lt(
        "The formulas of a sheet are longer than %(limit)s characters (%(part)s)."
    ),
    "no_sheets": _lt("The workbook has no visible sheet."),
    "too_many_sheets": _lt("The workbook has more than %(limit)s sheets."),
}

TABLE_TEXTS = {
    "header_missing": _lt(
        "Sheet “%(sheet)s”, cell %(cell)s: no row here is a header with the students'"
        " or the staff's names and codes."
    ),
    "marks_header_missing": _lt(
        "Sheet “%(sheet)s”, cell %(cell)s: no row here is a header with the students'"
        " names and the columns of marks."
    ),
    "sheet_not_read": _lt(
        "The sheet has no table with a header known here; nothing of it is read."
    ),
    "bad_date": _lt("“%(raw)s” is not a date; write it as 31/12/2012."),
    "missing_value": _lt("“%(column)s” is empty."),
    "not_a_number": _lt("“%(raw)s” in “%(column)s” is not a whole number."),
    # assessment plans
    "plan_header_missing": _lt(
        "Sheet “%(sheet)s”, cell %(cell)s: no row here is a header with Khối, Môn, Học"
        " kỳ, Loại and Ngày dự kiến."
    ),
    "unknown_term": _lt("“%(raw)s” is neither term I nor term II (HK1, HK2)."),
    "duplicate_plan_row": _lt("This column stands in row %(first_row)s already."),
    "unknown_rule": _lt("There is no deadline rule “%(raw)s” in this school."),
    "plan_not_yours": _lt(
        "%(subject)s is not taught by a teacher of your department at this level."
    ),
    "plan_column_unknown": _lt(
        "The circular gives %(subject)s at level %(level)s no such column; add it to"
        " the plan first."
    ),
    # marks
    "no_marks_sheets": _lt("Every sheet of the workbook is empty."),
    "cells_refused": _lt(
        "%(count)s cells of the sheet cannot be written, this one first: %(reason)s"
    ),
    "merged_cells": _lt(
        "%(ranges)s: these cells are merged, so that only one of their values is kept."
        " Split them and enter every value, then choose the file again."
    ),
    "no_students": _lt("The sheet “%(sheet)s” has no students."),
    "summary_not_marks": _lt(
        "This is a summary of averages, not a sheet of marks; it is not imported."
    ),
    "no_mark_columns": _lt(
        "The header has no column of marks (ĐĐGtx, ĐĐGgk, ĐĐGck or a comment)."
    ),
    "duplicate_column": _lt("“%(column)s” stands twice; the first is in %(first)s."),
    "extra_column": _lt(
        "“%(column)s” holds a value (%(raw)s), but the gradebook has no such column."
    ),
    "missing_column": _lt("The sheet has no column “%(column)s”; it stays as it is."),
    "row_without_student": _lt("A mark (%(raw)s) stands in a row without a student."),
    "several_classes": _lt(
        "The row is of class %(class_name)s, the sheet of class %(first_class)s."
    ),
    "other_class": _lt("The sheet is of class %(raw)s, not %(expected)s."),
    "other_term": _lt("The sheet is of term %(raw)s, not %(expected)s."),
    "other_year": _lt("The sheet is of year %(raw)s, not %(expected)s."),
    "unknown_subject": _lt("“%(subject)s” is not a subject of this school."),
    "subject_disagrees": _lt(
        "The sheet is named after %(subject)s, its title says %(title)s."
    ),
    "unknown_student": _lt("%(name)s (%(student_code)s) is not in this class."),
    "duplicate_student": _lt(
        "%(who)s stands in the rows %(first_row)s and %(second_row)s."
    ),
    "name_and_code_disagree": _lt(
        "The code %(student_code)s is %(roll_name)s's, but the row is of %(name)s."
    ),
    "birth_date_disagrees": _lt(
        "Born on %(raw)s in the file, on %(roll_date)s in the register."
    ),
    "ambiguous_student": _lt(
        "Several students of the class have this name and birth date; add the code."
    ),
    "matched_by_name": _lt(
        "%(count)s students were found by name and birth date, not by code."
    ),
    "missing_student": _lt("%(who)s is not in the sheet; nothing changes there."),
    "rows_in_another_order": _lt(
        "The students are not in the order of the class roll: row %(row)s is"
        " %(name)s, where the roll has %(expected)s. Make sure that the marks moved"
        " along with the names, then accept the order."
    ),
    "average_disagrees": _lt(
        "“%(column)s” is %(file)s in the file; from its marks it is %(ours)s."
    ),
    "average_is_formula": _lt(
        "“%(column)s” holds formulas; they are not read, averages are computed here."
    ),
    # roster
    "marks_not_roster": _lt(
        "Sheet “%(sheet)s”, cell %(cell)s: this is a workbook of marks; import it as"
        " such."
    ),
    "missing_code": _lt("The student's code is missing."),
    "missing_name": _lt("The name of the student %(student_code)s is missing."),
    "missing_class": _lt("The class of %(who)s is missing."),
    "duplicate_code": _lt(
        "The code %(student_code)s is also %(first_name)s's (sheet %(first_sheet)s, row"
        " %(first_row)s)."
    ),
    "unknown_gender": _lt("“%(raw)s” is neither Nam (male) nor Nữ (female)."),
    "bad_phone": _lt("“%(raw)s” is not a telephone number; it is kept as it is."),
    "left_without_date": _lt(
        "The note says that the student left, but not when; it is not taken over."
    ),
    "phone_zero_restored": _lt(
        "The leading zero that the spreadsheet removed is put back: %(phone)s."
    ),
    "code_zero_restored": _lt(
        "The leading zero that the spreadsheet removed is put back: %(student_code)s."
    ),
    "unknown_level": _lt(
        "“%(raw)s” does not begin with a level, as 6A or 10A1 do (levels 6 to 12)."
    ),
    "student_in_other_class": _lt(
        "%(who)s is in class %(other)s this year. A change of class is recorded as a"
        " movement, not by the list."
    ),
    "code_of_another": _lt(
        "The code %(student_code)s is that of %(name)s, born %(birth_date)s; the row"
        " is of somebody else."
    ),
    "guardian_without_name": _lt(
        "A telephone number or occupation stands here without a name; it is not taken"
        " over."
    ),
    "exempt_subject_unknown": _lt(
        "There is no subject “%(subject)s” to be exempt from. Import the staff"
        " workbook, then this one again."
    ),
    "left_outside_year": _lt(
        "The student cannot have left on %(day)s: in the class from %(start)s, the year"
        " ends on %(end)s."
    ),
    "students_not_in_file": _lt(
        "Not in the file and left as they are: %(count)s students of class %(klass)s"
        " (%(names)s)."
    ),
    "exemption_not_in_file": _lt(
        "The file does not say so, but the exemption from %(subject)s stays."
    ),
    "leaving_not_in_file": _lt(
        "The file does not say so, but the student left and stays so: %(left)s."
    ),
    "numbered_by_order": _lt(
        "The numbers in the file are not those of class %(klass)s; the students are"
        " numbered in the order of the file."
    ),
    # staff
    "duplicate_staff_code": _lt("The code %(raw)s stands in row %(first_row)s too."),
    "duplicate_assignment": _lt(
        "This class and subject have a teacher in row %(first_row)s already."
    ),
    "duplicate_homeroom": _lt(
        "Class %(raw)s has a homeroom teacher in row %(first_row)s already."
    ),
    "duplicate_subject": _lt("“%(raw)s” stands in row %(first_row)s too."),
    "unknown_form": _lt(
        "“%(raw)s” is neither Điểm số (scored) nor Nhận xét (assessed by comment)."
    ),
    "unknown_teacher": _lt("There is no employee with the code %(staff_code)s."),
    "unknown_component": _lt("“%(raw)s” is not a component of %(subject)s."),
    "position_without_role": _lt(
        "No role in the register follows from “%(raw)s”; no account will be made."
    ),
    "two_heads": _lt(
        "“%(department)s” has two heads: %(first)s (row %(first_row)s) and %(who)s."
    ),
    "head_without_department": _lt("%(who)s heads a department, but none is named."),
    "employee_adopted": _lt(
        "%(who)s is among the employees already, without a code, and gets this one."
    ),
    "employee_ambiguous": _lt(
        "Several employees without a code are named %(who)s; give the right one the"
        " code %(staff_code)s first."
    ),
    "staff_code_of_another": _lt(
        "This code is %(name)s's, who has an account. If %(who)s is another person, use"
        " another code: the account would be theirs."
    ),
    "employee_archived": _lt(
        "%(who)s has left the school (archived) and stays so; take the person back"
        " under Employees."
    ),
    "employees_not_in_file": _lt(
        "Not in the file and left as they are: %(count)s employees (%(names)s)."
    ),
    "periods_of_running_books": _lt(
        "The gradebooks of level %(grade)s exist; their columns stay as they are."
    ),
    "component_columns": _lt(
        "%(named)s components are named for the %(columns)s regular columns of level"
        " %(grade)s."
    ),
    "component_not_in_file": _lt(
        "The component %(component)s of %(subject)s is not in the file and stays."
    ),
    "components_of_running_books": _lt(
        "The gradebooks of %(subject)s exist; who owns their columns stays as it is."
    ),
    "subject_not_at_level": _lt(
        "%(subject)s has no periods at level %(grade)s; no gradebook follows."
    ),
    "assignment_ends": _lt(
        "%(name)s entered marks or comments; the assignment ends on %(day)s and the new"
        " one starts the day after."
    ),
    "assignments_not_in_file": _lt(
        "Not in the file and left as they are: the teachers of class %(klass)s in"
        " %(subjects)s."
    ),
    "subjects_without_teacher": _lt(
        "Nobody teaches class %(klass)s yet in %(subjects)s."
    ),
}

IMPORT_TEXTS = {
    "year_missing": _lt("There is no school year yet; create it first."),
    "sheet_waits": _lt(
        "This workbook is written as a whole: correct the other sheets first."
    ),
    "workbook_refused": _lt("Nothing was written; %(text)s"),
    "workbook_whole": _lt(
        "This workbook is written as a whole; choose all of its sheets."
    ),
}

# what only a programming error or a tampered database brings about
INTERNAL_TEXTS = {
    "not_canonical": _lt("“%(raw)s” is not a stored value of the register."),
    "bad_year_name": _lt("“%(raw)s” is not the name of a school year like 2025-2026."),
    "bad_grade": _lt("“%(raw)s” is not a level from 6 to 12."),
    "bad_lessons": _lt("“%(raw)s” is not a number of periods a year."),
    "no_regulation": _lt(
        "No circular is known for level %(grade)s in the year %(year)s."
    ),
    "unknown_regulation": _lt("“%(raw)s” is not a circular known here."),
    "unknown_option": _lt("“%(raw)s” is not a value of the setting “%(option)s”."),
    "unknown_subject_kind": _lt("“%(raw)s” is not a kind of subject."),
    "unknown_column_kind": _lt("“%(raw)s” is not a kind of column."),
    "unknown_label": _lt("“%(raw)s” has no label among “%(kind)s”."),
    "value_kind_mismatch": _lt(
        "The value “%(raw)s” is not of the kind that the subject takes."
    ),
    "retake_not_open": _lt("%(subject)s may not be taken again."),
}

WORKBOOK_TEXTS = {**FILE_TEXTS, **TABLE_TEXTS, **IMPORT_TEXTS, **INTERNAL_TEXTS}
