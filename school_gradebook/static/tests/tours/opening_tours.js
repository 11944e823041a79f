import {registry} from "@web/core/registry";

const FIRST_CELL = ".o_sg_table tr[data-row='0'] td[data-col='0']";
const tours = registry.category("web_tour.tours");

tours.add("school_opening_ask", {
    steps: () => [
        {
            content: "the first cell is locked",
            trigger: `${FIRST_CELL}[data-state~='locked']`,
            run: "click",
        },
        {
            content: "first click: ask",
            trigger: ".o_sg_bar .o_sg_ask_open",
            run: "click",
        },
        {
            content: "the dialog is filled in already",
            trigger: ".modal .o_sg_ask input[type=checkbox]:checked",
        },
        {
            content: "second click: send",
            trigger: ".modal .o_sg_ask_send:enabled",
            run: "click",
        },
        {
            content: "the column shows that leadership has been asked",
            trigger: "body:not(:has(.modal)) th .o_sg_opening[data-state='requested']",
        },
        {
            content: "and the cell is locked all the same",
            trigger: `${FIRST_CELL}[data-state~='locked']`,
        },
    ],
});

tours.add("school_opening_grant", {
    steps: () => [
        {
            content: "the request waits in the list",
            trigger: ".o_data_row:contains('8A'):contains('Maths teacher')",
        },
        {
            content: "choose it",
            trigger: ".o_data_row:contains('8A') .o_list_record_selector input",
            run: "click",
        },
        {
            content: "open what is chosen",
            trigger: ".o_control_panel button[name='action_grant']",
            run: "click",
        },
        {
            content: "confirm",
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "nothing waits any more",
            trigger: ".o_list_view:not(:has(.o_data_row))",
        },
    ],
});

tours.add("school_opening_use", {
    steps: () => [
        {
            content: "the column says until when it is open",
            trigger: "th .o_sg_opening[data-state='granted']",
        },
        {
            content: "the cell is open",
            trigger: `${FIRST_CELL}:not([data-state~='locked'])`,
            run: "click",
        },
        {
            content: "type the mark",
            trigger: ".o_sg_box",
            run: "press 9",
        },
        {
            content: "and leave the cell",
            trigger: ".o_sg_box",
            run: "press Enter",
        },
        {
            content: "it is saved",
            trigger: ".o_sg_status[data-status='saved']",
        },
        {
            content: "the other columns stay locked",
            trigger:
                ".o_sg_table tr[data-row='0'] td[data-col='1'][data-state~='locked']",
        },
    ],
});
