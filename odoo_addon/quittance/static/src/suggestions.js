import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, useState, xml } from "@odoo/owl";

/** The nearest clients or services to an unknown code, or what an ambiguous number may mean: one
 *  click takes one. */
export class QuittanceSuggestions extends Component {
    static template = xml`
        <div class="d-flex flex-wrap gap-1">
            <button t-foreach="suggestions" t-as="one" t-key="one.id" type="button"
                    class="btn btn-sm text-truncate mw-100 py-0"
                    t-att-class="one_first ? 'btn-primary' : 'btn-secondary'"
                    t-att-disabled="state.busy" t-att-title="one.label"
                    t-on-click.stop="() => this.accept(one.id)" t-esc="one.label"/>
        </div>`;
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ busy: false });
    }

    get suggestions() {
        return this.props.record.data[this.props.name] || [];
    }

    /** offer: what else may be done about it, `file_id` and `marks` for that. */
    tell({ said, offer, file_id, marks }) {
        const { orm, action } = this.env.services; // its row is gone by the time of the click
        const buttons = offer ? [{
            name: offer,
            primary: true,
            onClick: async () => {
                const mend = await orm.call(
                    "quittance.file", "action_mend_profile", [[file_id], marks]);
                await action.doAction({ ...mend, views: [[false, "form"]] });
            },
        }] : [];
        this.notification.add(said, { type: "success", buttons, sticky: Boolean(offer) });
    }

    async accept(id) {
        const { record } = this.props;
        this.state.busy = true;
        try {
            const said = await this.orm.call(
                record.resModel, "accept_suggestion", [[record.resId], id]);
            this.tell(said.said ? said : { said });
        } finally {
            this.state.busy = false;
            await record.model.load();
        }
    }
}

registry.category("fields").add("quittance_suggestions", {
    component: QuittanceSuggestions,
    supportedTypes: ["json"],
});
