import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

const FIRST_MS = 400;
const MOST_MS = 5000;

/** Gives a line of news another mark. */
export function setMark(row, classes) {
    row.querySelector("i.fa").className = `fa fa-fw mt-1 ${classes}`;
}

/**
 * Asks how a file stands, at first often, then every five seconds, until it was read.
 *
 * @param {Interaction} interaction ends the asking when it is destroyed
 * @param {string} url the file's page
 * @param {(state: {done: boolean, level: string, sentence: string, html: string}) => void} update
 */
export function follow(interaction, url, update) {
    const started = Date.now();
    const ask = async () => {
        let state = { done: false };
        try {
            const answer = await fetch(`${url}/progress`);
            if (answer.redirected || [403, 404].includes(answer.status)) {
                return; // logged out, or not to be seen any more: the page says what it knew
            }
            state = await answer.json();
            interaction.protectSyncAfterAsync(() => update(state))();
        } catch {
            // The connection is away for a moment: asked again.
        }
        if (!state.done) {
            const pause = Math.min(MOST_MS, FIRST_MS + (Date.now() - started) / 10);
            interaction.waitForTimeout(ask, pause);
        }
    };
    interaction.waitForTimeout(ask, FIRST_MS);
}

/** A file's own page while it is read: the part that changes is drawn by the server. */
export class ServiceFilePage extends Interaction {
    static selector = '.o_quittance_file_page[data-done="0"]';

    start() {
        const status = this.el.querySelector(".o_quittance_status");
        follow(this, `/my/service-files/${this.el.dataset.id}`, (state) => {
            status.innerHTML = state.html; // drawn by our own template, which escapes
        });
    }
}

/** The files of the list that are not read yet. */
export class ServiceFileInList extends Interaction {
    static selector = '.o_quittance_file[data-done="0"]';

    start() {
        follow(this, `/my/service-files/${this.el.dataset.id}`, (state) => {
            this.el.querySelector(".o_quittance_sentence").textContent = state.sentence;
            const mark = this.el.querySelector("i.fa-circle");
            mark.className = `fa fa-circle small mt-1 text-${state.level}`;
        });
    }
}

/** Choosing a month or a company shows it; without a script there is a button. */
export class ServiceFilesFilter extends Interaction {
    static selector = ".o_quittance_filter";
    dynamicContent = {
        select: { "t-on-change": () => this.el.submit() },
        button: { "t-att-class": () => ({ "d-none": true }) },
    };
}

const interactions = registry.category("public.interactions");
interactions.add("quittance.service_file_page", ServiceFilePage);
interactions.add("quittance.service_file_in_list", ServiceFileInList);
interactions.add("quittance.service_files_filter", ServiceFilesFilter);
