import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component, useState, xml } from "@odoo/owl";

/** The nearest clients or services to an unknown code: one click takes one and remembers it. */
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

    async accept(id) {
        const { record } = this.props;
        this.state.busy = true;
        try {
            const said = await this.orm.call(
                record.resModel, "accept_suggestion", [[record.resId], id]);
            this.notification.add(said, { type: "success" });
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
