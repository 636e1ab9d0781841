import { registry } from "@web/core/registry";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";

/** Looks anew when the list is opened, and after each button; not while one only filters it. */
export class TonightModel extends RelationalModel {
    async load(params = {}) {
        this.looksAnew = !this.night || !Object.keys(params).length;
        return super.load(params);
    }

    async _loadData(...values) {
        if (this.looksAnew) {
            this.looksAnew = false;
            this.night = await this.orm.call("quittance.preflight", "refresh", []);
        }
        return super._loadData(...values);
    }

    /** Rows of an earlier look are gone: nothing of them is kept. */
    _getCacheParams() {}
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
