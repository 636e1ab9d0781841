import { registry } from "@web/core/registry";
import { Component, onMounted, onWillUnmount, xml } from "@odoo/owl";

const EVERY_MS = 2000;
const UNFINISHED = ["waiting", "reading"];

/** Reloads a form while the connector has not read its file yet; `every` milliseconds. */
export class QuittancePoll extends Component {
    static template = xml`<i class="fa fa-spinner fa-spin me-2" role="status"/>`;
    static props = { record: { type: Object }, every: { type: Number, optional: true }, "*": true };

    setup() {
        let timer;
        onMounted(() => {
            timer = setInterval(() => {
                if (UNFINISHED.includes(this.props.record.data.state)) {
                    this.props.record.load();
                }
            }, this.props.every || EVERY_MS);
        });
        onWillUnmount(() => clearInterval(timer));
    }
}

registry.category("view_widgets").add("quittance_poll", {
    component: QuittancePoll,
    extractProps: ({ attrs }) => (attrs.every ? { every: Number(attrs.every) } : {}),
});
