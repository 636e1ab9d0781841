import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { follow, setMark } from "./service_file_follow";

/** The form that sends service files: drag and drop, one request a file, a line of news for each. */
export class ServiceFilesSend extends Interaction {
    static selector = ".o_quittance_send";
    dynamicContent = {
        ".o_quittance_drop": {
            "t-on-dragover.prevent": () => this.lit(true),
            "t-on-dragleave": () => this.lit(false),
            "t-on-drop.prevent": this.onDrop,
        },
        "input[type=file]": { "t-on-change": this.onChoose },
        _root: { "t-on-submit.prevent": this.locked(this.onSubmit) },
    };

    setup() {
        this.chosen = [];
        this.beingRead = 0;
        this.input = this.el.querySelector("input[type=file]");
        this.list = this.el.querySelector(".o_quittance_results");
        this.zone = this.el.querySelector(".o_quittance_drop");
        this.limits = this.el.dataset;
        this.text = {};
        for (const one of this.el.querySelectorAll("[data-text]")) {
            this.text[one.dataset.text] = one.textContent;
        }
        // The list below tells what was chosen: the browser's own field would say "no file".
        this.input.required = false;
        this.input.classList.add("visually-hidden");
        this.el.querySelector(".o_quittance_choose").classList.remove("d-none");
    }

    start() {
        this.onChoose(); // what was chosen before this script was there
    }

    lit(on) {
        this.zone.classList.toggle("o_quittance_dropping", on);
    }

    onDrop(ev) {
        this.lit(false);
        this.add(ev.dataTransfer.files);
    }

    onChoose() {
        this.add(this.input.files);
        this.input.value = "";
    }

    /** Puts files on the list of what is to be sent; what cannot be taken is said at once. */
    add(files) {
        for (const file of files) {
            const row = this.row(file.name);
            const wrong =
                (file.size === 0 && this.text.empty) ||
                (file.size > Number(this.limits.largest) && this.text.large);
            if (wrong) {
                this.tell(row, { taken: false, sentence: wrong });
                continue;
            }
            const entry = { file, row };
            this.chosen.push(entry);
            this.offerRemoval(entry);
        }
    }

    row(name) {
        const row = document.createElement("li");
        row.className = "list-group-item d-flex gap-2 align-items-start";
        row.innerHTML =
            '<i class="fa fa-fw mt-1 fa-file-o text-muted" role="presentation"></i>' +
            '<div class="flex-grow-1 text-break"><span class="o_name fw-bold"></span>' +
            '<div class="o_sentence"></div></div>';
        row.querySelector(".o_name").textContent = name;
        this.list.classList.add("mt-3");
        this.list.append(row);
        return row;
    }

    offerRemoval(entry) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn-close";
        button.setAttribute("aria-label", this.text.remove);
        this.addListener(button, "click", () => {
            this.chosen = this.chosen.filter((one) => one !== entry);
            entry.row.remove();
        });
        entry.row.append(button);
    }

    async onSubmit() {
        const sending = this.chosen;
        if (!sending.length) {
            this.input.click();
            return;
        }
        const together =
            (sending.length > Number(this.limits.atOnce) && this.text.many) ||
            (this.el.corrects.value && sending.length > 1 && this.text.one);
        if (together) {
            this.tell(this.row(""), { taken: false, sentence: together });
            return;
        }
        this.chosen = [];
        for (const { file, row } of sending) {
            row.querySelector(".btn-close")?.remove();
            const answer = await this.waitFor(this.post(file, row));
            this.tell(row, answer);
            if (answer.taken) {
                this.follow(row, answer.url);
            }
        }
        this.el.corrects.value = "";
    }

    /** Draws the history and the choice of corrections anew, as the page would be loaded now. */
    async showHistory() {
        const answer = await fetch(window.location.pathname + window.location.search);
        if (!answer.ok || answer.redirected) {
            return;
        }
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const chosen = this.el.corrects.value;
        for (const part of [".o_quittance_history", "select[name=corrects]"]) {
            const [here, there] = [document, page].map((one) => one.querySelector(part));
            if (here && there) {
                here.replaceChildren(...there.childNodes);
                this.services["public.interactions"].startInteractions(here);
            }
        }
        this.el.corrects.value = chosen;
    }

    /** Sends one file; never fails: what went wrong is a sentence. */
    post(file, row) {
        const form = new FormData();
        for (const name of ["csrf_token", "month", "corrects", "company"]) {
            form.append(name, this.el[name]?.value || ""); // several companies alone have a choice
        }
        form.append("answer", "json");
        form.append("files", file, file.name);
        return new Promise((resolve) => {
            const request = new XMLHttpRequest();
            const failed = (sentence) => resolve({ taken: false, sentence, url: "" });
            request.upload.onprogress = (ev) => this.showSending(row, ev.loaded / ev.total);
            request.onload = () => {
                if (request.status === 413) {
                    return failed(this.text.large);
                }
                try {
                    resolve(JSON.parse(request.responseText)[0]);
                } catch {
                    failed(this.text.session);
                }
            };
            request.onerror = () => failed(this.text.lost);
            request.open("POST", this.el.action);
            request.send(form);
        });
    }

    showSending(row, part) {
        setMark(row, "fa-spinner fa-spin text-muted");
        const percent = Math.floor(part * 100);
        row.querySelector(".o_sentence").textContent = `${this.text.sending}… ${percent} %`;
    }

    tell(row, answer) {
        setMark(row, answer.taken ? "fa-check text-success" : "fa-exclamation-triangle text-warning");
        row.querySelector(".o_sentence").textContent = answer.sentence;
        if (answer.url) {
            const link = document.createElement("a");
            link.href = answer.url;
            link.className = "o_name fw-bold";
            link.textContent = row.querySelector(".o_name").textContent;
            row.querySelector(".o_name").replaceWith(link);
        }
    }

    follow(row, url) {
        const update = (state) => {
            const marks = {
                success: "fa-check text-success",
                warning: "fa-exclamation-triangle text-warning",
                danger: "fa-times text-danger",
            };
            const mark = state.done ? marks[state.level] : "fa-spinner fa-spin text-muted";
            setMark(row, mark || "fa-check text-muted");
            row.querySelector(".o_sentence").textContent = state.sentence;
            // The list below is drawn anew once, when the last of them was read.
            if (state.done && --this.beingRead === 0) {
                this.showHistory();
            }
        };
        this.beingRead += 1;
        follow(this, url, update);
    }
}

registry.category("public.interactions").add("quittance.service_files_send", ServiceFilesSend);
