/* The simulator's stand-in for Stripe.js: the client types the id of a payment method, which says
 * what will become of the charge, and the browser confirms with the client's secret. */
(function () {
    "use strict";
    const base = new URL(document.currentScript.src).origin;

    class PaymentElement {
        on() {}

        mount(container) {
            container.innerHTML =
                '<label>Test payment method <input class="form-control" ' +
                'name="simulator_payment_method" value="pm_good_browser"/></label>';
            this.input = container.querySelector("input");
        }
    }

    class Elements {
        constructor(options) {
            this.options = options;
        }

        create() {
            this.element = new PaymentElement();
            return this.element;
        }

        update(options) {
            Object.assign(this.options, options);
        }

        async submit() {
            return {};
        }
    }

    class StripeStandIn {
        constructor(publishableKey) {
            this.publishableKey = publishableKey;
        }

        elements(options) {
            return new Elements(options);
        }

        confirmPayment(options) {
            return this._confirm("payment_intent", options);
        }

        confirmSetup(options) {
            return this._confirm("setup_intent", options);
        }

        async _confirm(kind, { elements, clientSecret, confirmParams }) {
            const id = clientSecret.split("_secret_")[0];
            const values = {
                client_secret: clientSecret,
                payment_method: elements.element.input.value,
                return_url: confirmParams.return_url,
            };
            if (kind === "payment_intent" && elements.options.setupFutureUsage) {
                values.setup_future_usage = elements.options.setupFutureUsage;
            }
            const response = await fetch(`${base}/v1/${kind}s/${id}/confirm`, {
                method: "POST",
                headers: { Authorization: `Bearer ${this.publishableKey}` },
                body: new URLSearchParams(values),
            });
            const answer = await response.json();
            if (!response.ok) {
                return { error: answer.error };
            }
            const target = new URL(confirmParams.return_url);
            target.searchParams.set(kind, id);
            target.searchParams.set(`${kind}_client_secret`, clientSecret);
            target.searchParams.set("redirect_status", answer.status);
            window.location = target.href;
            return new Promise(() => {}); // As Stripe.js: the page is left, nothing resolves.
        }
    }

    window.Stripe = (publishableKey) => new StripeStandIn(publishableKey);
})();
