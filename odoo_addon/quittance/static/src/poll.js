import { registry } from "@web/core/registry";
import { Component, onMounted, onWillUnmount, xml } from "@odoo/owl";

const EVERY_MS = 2000;
const UNFINISHED = ["waiting", "reading"];

/** Reloads a service file's form while the connector has not read it yet. */
export class QuittancePoll extends Component {
    static template = xml`<i class="fa fa-spinner fa-spin me-2" role="status"/>`;
    static props = { record: { type: Object }, "*": true };

    setup() {
        let timer;
        onMounted(() => {
            timer = setInterval(() => {
                if (UNFINISHED.includes(this.props.record.data.state)) {
                    this.props.record.load();
                }
            }, EVERY_MS);
        });
        onWillUnmount(() => clearInterval(timer));
    }
}

registry.category("view_widgets").add("quittance_poll", { component: QuittancePoll });
