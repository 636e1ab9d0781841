import { registry } from "@web/core/registry";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";

/** Looks anew when the list is opened, and after each button; not while one only filters it. */
export class TonightModel extends RelationalModel {
    async load(params = {}) {
        if (!this.looked || !Object.keys(params).length) {
            this.looked = true;
            this.night = await this.orm.call("quittance.preflight", "refresh", []);
        }
        return super.load(params);
    }
}

class TonightListController extends ListController {
    static template = "quittance.TonightList";
}

class TonightKanbanController extends KanbanController {
    static template = "quittance.TonightKanban";
}

const views = registry.category("views");
views.add("quittance_tonight_list", {
    ...listView,
    Controller: TonightListController,
    Model: TonightModel,
});
views.add("quittance_tonight_kanban", {
    ...kanbanView,
    Controller: TonightKanbanController,
    Model: TonightModel,
});
