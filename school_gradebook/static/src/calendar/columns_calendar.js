import {registry} from "@web/core/registry";
import {CalendarController} from "@web/views/calendar/calendar_controller";
import {calendarView} from "@web/views/calendar/calendar_view";

/** A calendar of columns: looking at one means opening its gradebook in the grid. */
export class ColumnsCalendarController extends CalendarController {
    async editRecord(record) {
        const action = await this.orm.call(this.model.resModel, "action_open_grid", [
            [record.id],
        ]);
        return this.action.doAction(action);
    }
}

registry.category("views").add("school_columns_calendar", {
    ...calendarView,
    Controller: ColumnsCalendarController,
});
