import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** The head of a department looks at the month, writes the finding down and signs. */
tours.add("school_department_check", {
    steps: () => [
        {
            content: "this month's check of the own department",
            trigger:
                ".o_data_row:contains(Tổ Khoa học tự nhiên) td[name=department_id]",
            run: "click",
        },
        {
            content: "the figures by teacher are there",
            trigger: ".o_school_figures td:contains(Maths teacher)",
        },
        {
            trigger: "div[name=finding] textarea",
            run: "edit 8A: one late, talked over with the teacher",
        },
        {
            trigger: "button[name=action_sign]",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "signed: nothing can be written any more",
            trigger: "div[name=signed_by_id]:contains(Head teacher)",
        },
        {
            trigger: "div[name=finding]:contains(talked over):not(:has(textarea))",
        },
        {
            trigger: ".o_form_view:not(:has(button[name=action_sign]))",
        },
    ],
});

/** Leadership goes from the school's board to the mark that came late. */
tours.add("school_board_to_late_cell", {
    steps: () => [
        {
            content: "the board tells per class",
            trigger: ".o_group_header:contains(8A) .o_list_number:contains(1)",
        },
        {
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            content: "entered late, the first of the filters",
            trigger: ".o_filter_menu .o_menu_item:first",
            run: "click",
        },
        {
            trigger: ".o_searchview_facet:nth-child(3)",
        },
        {
            trigger: ".o_group_header:contains(8A)",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Toán) td[name=assessment_id]",
            run: "click",
        },
        {
            content: "the cursor stands at the late mark",
            trigger:
                ".o_sg_table tr[data-row='1'] td[data-col='0'][data-state~='cursor']:contains(8)",
        },
    ],
});
