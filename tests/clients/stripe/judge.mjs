// Stripe's own library against the gateway simulator. `node judge.mjs CASE`, with GATEWAY_URL and GATEWAY_KEY in the
// environment; `node judge.mjs --list` names the cases. A case that holds ends with status 0.
import assert from 'node:assert/strict';
import http from 'node:http';
import {once} from 'node:events';
import Stripe from 'stripe';

const gateway = new URL(process.env.GATEWAY_URL ?? 'http://127.0.0.1:1');
const secretKey = process.env.GATEWAY_KEY ?? 'sk_test_judge';

function library(options = {}) {
  return new Stripe(options.key ?? secretKey, {
    host: gateway.hostname,
    port: Number(gateway.port),
    protocol: 'http',
    maxNetworkRetries: options.retries ?? 0,
    timeout: 20_000,
    telemetry: true,
  });
}
const stripe = library();
let counter = 0;
const freshKey = () => `judge-${process.pid}-${Date.now()}-${++counter}`;

async function control(method, path, body) {
  const response = await fetch(new URL('/_control' + path, gateway), {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  assert.ok(response.ok, `${method} ${path}: ${JSON.stringify(answer)}`);
  return answer;
}

function wish(more = {}) {
  return {
    amount: 4500,
    currency: 'eur',
    capture_method: 'manual',
    confirm: true,
    payment_method: 'pm_card_visa',
    payment_method_types: ['card'],
    metadata: {holdfast_party: 'requester', holdfast_reservation: 'r-1'},
    ...more,
  };
}
const authorize = (more, options) => stripe.paymentIntents.create(wish(more), options);

async function fails(promise, type, expected = {}) {
  const error = await promise.then(
    (value) => assert.fail(`expected ${type}, got ${value?.id}`),
    (caught) => caught,
  );
  assert.ok(error instanceof Stripe.errors[type], `expected ${type}, got ${error.constructor.name}: ${error.message}`);
  for (const [name, value] of Object.entries(expected)) {
    assert.deepEqual(error[name], value, `${type}.${name}`);
  }
  return error;
}

/// A real endpoint that keeps what it is sent; `answer` says with which status.
async function endpoint(answer = () => 200) {
  const deliveries = [];
  const waiting = [];
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const delivery = {raw: Buffer.concat(parts), signature: request.headers['stripe-signature']};
      deliveries.push(delivery);
      response.statusCode = answer(delivery, deliveries.length);
      response.end();
      waiting.splice(0).forEach((wake) => wake());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const deadline = Date.now() + 20_000;
  return {
    url: `http://127.0.0.1:${server.address().port}/hook`,
    deliveries,
    async until(condition) {
      while (!condition(deliveries)) {
        assert.ok(Date.now() < deadline, `in vain: ${deliveries.length} deliveries`);
        await new Promise((wake) => {
          waiting.push(wake);
          setTimeout(wake, 200);
        });
      }
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const cases = {
  async 'create, confirm, capture'() {
    const created = await stripe.paymentIntents.create(wish({confirm: undefined, payment_method: undefined}));
    assert.match(created.id, /^pi_/);
    assert.equal(created.object, 'payment_intent');
    assert.equal(created.status, 'requires_payment_method');
    assert.equal(created.livemode, false);
    assert.deepEqual(created.metadata, {holdfast_party: 'requester', holdfast_reservation: 'r-1'});
    assert.match(created.lastResponse.requestId, /^req_/);

    const confirmed = await stripe.paymentIntents.confirm(created.id, {payment_method: 'pm_card_visa'});
    assert.equal(confirmed.status, 'requires_capture');
    assert.equal(confirmed.amount_capturable, 4500);
    assert.equal(confirmed.amount_received, 0);
    assert.match(confirmed.payment_method, /^pm_1/);

    const expanded = await stripe.paymentIntents.retrieve(created.id, {expand: ['latest_charge', 'payment_method']});
    const charge = expanded.latest_charge;
    assert.equal(charge.captured, false);
    const card = charge.payment_method_details.card;
    assert.equal(card.last4, '4242');
    assert.equal(card.capture_before, charge.created + 7 * 24 * 3600);
    assert.equal(expanded.payment_method.card.brand, 'visa');

    const captured = await stripe.paymentIntents.capture(created.id);
    assert.equal(captured.status, 'succeeded');
    assert.equal(captured.amount_received, 4500);
    assert.equal(captured.amount_capturable, 0);
    await fails(stripe.paymentIntents.capture(created.id), 'StripeInvalidRequestError', {
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
    });
    const whole = await stripe.charges.retrieve(confirmed.latest_charge);
    assert.equal(whole.captured, true);
    assert.equal(whole.amount_captured, 4500);
    assert.equal(whole.payment_intent, created.id);
  },

  async 'a payment captured at once'() {
    const intent = await stripe.paymentIntents.create(wish({capture_method: 'automatic'}));
    assert.equal(intent.status, 'succeeded');
    assert.equal(intent.amount_received, 4500);
  },

  async 'partial capture'() {
    const intent = await authorize();
    await fails(stripe.paymentIntents.capture(intent.id, {amount_to_capture: 4501}), 'StripeInvalidRequestError', {
      param: 'amount_to_capture',
    });
    const captured = await stripe.paymentIntents.capture(intent.id, {amount_to_capture: 1500});
    assert.equal(captured.status, 'succeeded');
    assert.equal(captured.amount, 4500);
    assert.equal(captured.amount_received, 1500);
    assert.equal(captured.amount_capturable, 0);
    const charge = await stripe.charges.retrieve(captured.latest_charge);
    assert.equal(charge.amount_captured, 1500);
    assert.equal(charge.amount_refunded, 3000);
    await fails(stripe.refunds.create({payment_intent: intent.id, amount: 1501}), 'StripeInvalidRequestError');
    const refund = await stripe.refunds.create({payment_intent: intent.id});
    assert.equal(refund.amount, 1500);
  },

  async 'cancel'() {
    const intent = await authorize();
    const canceled = await stripe.paymentIntents.cancel(intent.id, {cancellation_reason: 'requested_by_customer'});
    assert.equal(canceled.status, 'canceled');
    assert.equal(canceled.cancellation_reason, 'requested_by_customer');
    assert.equal(canceled.amount_capturable, 0);
    assert.ok(canceled.canceled_at >= intent.created);
    const again = await fails(stripe.paymentIntents.cancel(intent.id), 'StripeInvalidRequestError', {
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
    });
    assert.equal(again.payment_intent.status, 'canceled');
    await fails(stripe.paymentIntents.capture(intent.id), 'StripeInvalidRequestError', {
      code: 'payment_intent_unexpected_state',
    });
    const paid = await stripe.paymentIntents.create(wish({capture_method: 'automatic'}));
    await fails(stripe.paymentIntents.cancel(paid.id), 'StripeInvalidRequestError', {
      code: 'payment_intent_unexpected_state',
    });
    await fails(stripe.paymentIntents.cancel(intent.id, {cancellation_reason: 'whim'}), 'StripeInvalidRequestError');
  },

  async 'refund'() {
    const intent = await authorize();
    await fails(stripe.refunds.create({payment_intent: intent.id}), 'StripeInvalidRequestError', {statusCode: 400});
    await stripe.paymentIntents.capture(intent.id);
    const part = await stripe.refunds.create({
      payment_intent: intent.id,
      amount: 500,
      reason: 'requested_by_customer',
      metadata: {holdfast_operation: 'o-1'},
    });
    assert.match(part.id, /^re_/);
    assert.equal(part.status, 'succeeded');
    assert.equal(part.payment_intent, intent.id);
    await fails(stripe.refunds.create({payment_intent: intent.id, amount: 4001}), 'StripeInvalidRequestError', {
      param: 'amount',
    });
    const rest = await stripe.refunds.create({payment_intent: intent.id});
    assert.equal(rest.amount, 4000);
    await fails(stripe.refunds.create({payment_intent: intent.id}), 'StripeInvalidRequestError', {
      code: 'charge_already_refunded',
    });
    const listed = await stripe.refunds.list({payment_intent: intent.id});
    assert.deepEqual(listed.data.map((refund) => refund.id), [rest.id, part.id]);
    assert.equal((await stripe.refunds.retrieve(part.id)).metadata.holdfast_operation, 'o-1');
    const charge = await stripe.charges.retrieve(rest.charge, {expand: ['refunds']});
    assert.equal(charge.refunded, true);
    assert.equal(charge.refunds.data.length, 2);
  },

  async 'list with auto-pagination'() {
    const mark = freshKey();
    const made = [];
    for (let i = 0; i < 25; ++i) {
      made.push((await authorize({metadata: {mark}})).id);
    }
    const found = [];
    for await (const intent of stripe.paymentIntents.list({limit: 4, expand: ['data.latest_charge']})) {
      if (intent.metadata.mark === mark) {
        found.push(intent.id);
        assert.equal(intent.latest_charge.object, 'charge');
      }
      if (found.length === made.length) {
        break;
      }
    }
    assert.deepEqual(found, made.toReversed?.() ?? [...made].reverse());

    const first = await stripe.paymentIntents.list({limit: 10});
    assert.equal(first.data.length, 10);
    assert.equal(first.has_more, true);
    const second = await stripe.paymentIntents.list({limit: 10, starting_after: first.data[9].id});
    const back = await stripe.paymentIntents.list({limit: 10, ending_before: second.data[0].id});
    assert.deepEqual(back.data.map((intent) => intent.id), first.data.map((intent) => intent.id));
    assert.equal((await stripe.paymentIntents.list()).data.length, 10);
    const future = await stripe.paymentIntents.list({created: {gt: Math.floor(Date.now() / 1000) + 3600}});
    assert.deepEqual(future.data, []);
    assert.equal(future.has_more, false);
    await fails(stripe.paymentIntents.list({limit: 101}), 'StripeInvalidRequestError', {param: 'limit'});
    await fails(stripe.paymentIntents.list({starting_after: 'pi_none'}), 'StripeInvalidRequestError', {
      code: 'resource_missing',
      param: 'starting_after',
    });
  },

  async 'idempotent replay'() {
    const idempotencyKey = freshKey();
    const first = await authorize({}, {idempotencyKey});
    const second = await authorize({}, {idempotencyKey});
    assert.equal(second.id, first.id);
    assert.equal(first.lastResponse.headers['idempotent-replayed'], undefined);
    assert.equal(second.lastResponse.headers['idempotent-replayed'], 'true');
    assert.equal(second.lastResponse.headers['original-request'], first.lastResponse.requestId);
    await stripe.paymentIntents.capture(first.id);
    assert.equal((await authorize({}, {idempotencyKey})).status, 'requires_capture'); // as it was told the first time

    const declined = freshKey();
    const card = {payment_method: 'pm_card_visa_chargeDeclined'};
    const one = await fails(authorize(card, {idempotencyKey: declined}), 'StripeCardError');
    const two = await fails(authorize(card, {idempotencyKey: declined}), 'StripeCardError');
    assert.equal(two.payment_intent.id, one.payment_intent.id);
    assert.equal(two.headers['idempotent-replayed'], 'true');
  },

  async 'validation failures are not kept'() {
    const idempotencyKey = freshKey();
    await fails(authorize({amount: 49}, {idempotencyKey}), 'StripeInvalidRequestError', {
      code: 'amount_too_small',
      param: 'amount',
    });
    assert.equal((await authorize({}, {idempotencyKey})).status, 'requires_capture');
  },

  async 'key reuse'() {
    const idempotencyKey = freshKey();
    const intent = await authorize({}, {idempotencyKey});
    await fails(authorize({amount: 4600}, {idempotencyKey}), 'StripeIdempotencyError', {
      statusCode: 400,
      rawType: 'idempotency_error',
    });
    await fails(stripe.paymentIntents.capture(intent.id, {}, {idempotencyKey}), 'StripeIdempotencyError');
    await fails(authorize({}, {idempotencyKey: 'x'.repeat(256)}), 'StripeInvalidRequestError', {statusCode: 400});
  },

  async 'a key in flight'() {
    const metadata = {holdfast_reservation: freshKey()};
    await control('POST', '/faults', {
      call: 'create',
      kind: 'delay',
      delay_ms: 1000,
      times: 1,
      match: {reservation: metadata.holdfast_reservation},
    });
    const idempotencyKey = freshKey();
    const slow = authorize({metadata}, {idempotencyKey});
    for (let meanwhile = 0; meanwhile === 0; ) {
      meanwhile = (await control('GET', '/faults')).faults.filter(
        (fault) => fault.match.holdfast_reservation === metadata.holdfast_reservation && fault.matched > 0).length;
    }
    const other = authorize({metadata}, {idempotencyKey});
    await fails(other, 'StripeAPIError', {statusCode: 409, code: 'idempotency_key_in_use'});
    const intent = await slow;
    assert.equal((await authorize({metadata}, {idempotencyKey})).id, intent.id);
    // The library itself repeats a 409 until the first is through.
    assert.equal((await library({retries: 3}).paymentIntents.create(wish({metadata}), {idempotencyKey})).id, intent.id);
  },

  async 'declined cards'() {
    const expected = {
      pm_card_visa_chargeDeclined: ['card_declined', 'generic_decline'],
      pm_card_visa_chargeDeclinedInsufficientFunds: ['card_declined', 'insufficient_funds'],
      pm_card_visa_chargeDeclinedLostCard: ['card_declined', 'lost_card'],
      pm_card_visa_chargeDeclinedStolenCard: ['card_declined', 'stolen_card'],
      pm_card_chargeDeclinedExpiredCard: ['expired_card', 'expired_card'],
      pm_card_chargeDeclinedIncorrectCvc: ['incorrect_cvc', 'incorrect_cvc'],
      pm_card_chargeDeclinedProcessingError: ['processing_error', 'processing_error'],
      pm_card_chargeCustomerFail: ['card_declined', 'generic_decline'],
    };
    for (const [payment_method, [code, decline_code]] of Object.entries(expected)) {
      const error = await fails(authorize({payment_method}), 'StripeCardError', {
        statusCode: 402,
        code,
        decline_code,
        rawType: 'card_error',
      });
      assert.equal(error.payment_intent.status, 'requires_payment_method', payment_method);
      assert.equal(error.payment_intent.last_payment_error.code, code);
      const intent = await stripe.paymentIntents.retrieve(error.payment_intent.id);
      assert.equal(intent.amount_capturable, 0);
      assert.equal((await stripe.charges.retrieve(error.charge)).status, 'failed');
    }
    const error = await fails(authorize({payment_method: 'pm_card_visa_chargeDeclined'}), 'StripeCardError');
    const rescued = await stripe.paymentIntents.confirm(error.payment_intent.id, {payment_method: 'pm_card_mastercard'});
    assert.equal(rescued.status, 'requires_capture');
    assert.equal(rescued.last_payment_error, null);
    await fails(authorize({payment_method: 'pm_nobody'}), 'StripeInvalidRequestError', {code: 'resource_missing'});
  },

  async 'a card that asks its owner'() {
    const intent = await authorize({payment_method: 'pm_card_authenticationRequired'});
    assert.equal(intent.status, 'requires_action');
    assert.equal(intent.next_action.type, 'use_stripe_sdk');
    assert.equal((await control('POST', `/intents/${intent.id}/action`, {agreed: true})).status, 'requires_capture');
    const off = authorize({payment_method: 'pm_card_authenticationRequired', error_on_requires_action: true, off_session: true});
    await fails(off, 'StripeCardError', {code: 'authentication_required'});
  },

  async 'errors have their types'() {
    await fails(library({key: 'pk_live_wrong'}).paymentIntents.list(), 'StripeAuthenticationError', {statusCode: 401});
    await fails(stripe.paymentIntents.retrieve('pi_none'), 'StripeInvalidRequestError', {
      statusCode: 404,
      code: 'resource_missing',
      param: 'intent',
    });
    await fails(authorize({colour: 'blue'}), 'StripeInvalidRequestError', {code: 'parameter_unknown', param: 'colour'});
    await fails(authorize({currency: undefined}), 'StripeInvalidRequestError', {code: 'parameter_missing', param: 'currency'});
    await fails(authorize({amount: 'much'}), 'StripeInvalidRequestError', {code: 'parameter_invalid_integer'});
    await fails(authorize({expand: ['customer.name']}), 'StripeInvalidRequestError', {param: 'expand'});
    await fails(authorize({payment_method_types: undefined}), 'StripeInvalidRequestError', {param: 'return_url'});
    await fails(stripe.customers.create({}), 'StripeInvalidRequestError', {statusCode: 404});
    const number = {type: 'card', card: {number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123'}};
    const error = await fails(stripe.paymentMethods.create(number), 'StripeInvalidRequestError', {statusCode: 400});
    assert.ok(!JSON.stringify(error).includes('4242424242424242'));
    const method = await stripe.paymentMethods.create({type: 'card', card: {token: 'tok_mastercard'}});
    assert.equal((await authorize({payment_method: method.id})).payment_method, method.id);
  },

  async 'too many requests'() {
    const metadata = {holdfast_reservation: freshKey()};
    const match = {reservation: metadata.holdfast_reservation};
    await control('POST', '/faults', {call: 'create', kind: 'rate_limit', times: 1, match});
    const idempotencyKey = freshKey();
    const limited = library({retries: 3}).paymentIntents.create(wish({metadata}), {idempotencyKey});
    await fails(limited, 'StripeRateLimitError', {statusCode: 429}); // which the library does not repeat
    assert.equal((await authorize({metadata}, {idempotencyKey})).status, 'requires_capture');
  },

  async 'a lost answer is asked for again'() {
    for (const kind of ['drop_before', 'drop_after']) {
      const metadata = {holdfast_reservation: freshKey()};
      const match = {reservation: metadata.holdfast_reservation};
      // The library repeats a closed connection once, even when it is told not to repeat.
      const {id} = await control('POST', '/faults', {call: 'create', kind, times: 2, match});
      await fails(library().paymentIntents.create(wish({metadata}), {idempotencyKey: freshKey()}), 'StripeConnectionError');
      assert.equal((await control('GET', '/faults')).faults.find((fault) => fault.id === id).hit, 2);
      await control('POST', '/faults', {call: 'create', kind, times: 1, match});
      const intent = await library({retries: 2}).paymentIntents.create(wish({metadata}), {idempotencyKey: freshKey()});
      assert.equal(intent.status, 'requires_capture');
      assert.equal(intent.lastResponse.headers['idempotent-replayed'], kind === 'drop_after' ? 'true' : undefined);
      const {intents} = await control('GET', '/books');
      const mine = intents.filter((row) => row.metadata.holdfast_reservation === metadata.holdfast_reservation);
      assert.equal(mine.length, kind === 'drop_after' ? 2 : 1); // of the first, nothing or everything was done
    }
  },

  async 'an error that was kept is given again'() {
    const metadata = {holdfast_reservation: freshKey()};
    const match = {reservation: metadata.holdfast_reservation};
    await control('POST', '/faults', {call: 'create', kind: 'error', status: 500, after: true, times: 1, match});
    const idempotencyKey = freshKey();
    for (const replayed of [undefined, 'true']) {
      const call = library({retries: 2}).paymentIntents.create(wish({metadata}), {idempotencyKey});
      const error = await fails(call, 'StripeAPIError', {statusCode: 500});
      assert.equal(error.headers['idempotent-replayed'], replayed);
      assert.equal(error.headers['stripe-should-retry'], 'false'); // it would be told the same: so the library did not repeat it
    }
    const {intents} = await control('GET', '/books');
    const mine = intents.filter((row) => row.metadata.holdfast_reservation === metadata.holdfast_reservation);
    assert.deepEqual(mine.map((row) => row.status), ['requires_capture']); // it was done all the same
  },

  async 'webhooks are signed and really delivered'() {
    const hook = await endpoint((delivery, number) => (number === 1 ? 500 : 200)); // the first attempt is refused
    try {
      const registered = await stripe.webhookEndpoints.create({url: hook.url, enabled_events: ['*']});
      assert.match(registered.secret, /^whsec_/);
      const idempotencyKey = freshKey();
      const intent = await authorize({}, {idempotencyKey});
      await stripe.paymentIntents.capture(intent.id);
      const read = (delivery) => stripe.webhooks.constructEvent(delivery.raw, delivery.signature, registered.secret);
      const types = [
        'payment_intent.created',
        'charge.succeeded',
        'payment_intent.amount_capturable_updated',
        'charge.captured',
        'payment_intent.succeeded',
      ];
      await hook.until((all) => all.length >= types.length + 1); // and came again
      const events = hook.deliveries.map(read);
      assert.deepEqual(new Set(events.map((event) => event.type)), new Set(types));
      assert.equal(new Set(events.map((event) => event.id)).size, types.length);
      const created = events.find((event) => event.type === 'payment_intent.created');
      assert.equal(created.data.object.id, intent.id);
      assert.equal(created.data.object.status, 'requires_confirmation'); // as it was then
      assert.equal(created.request.idempotency_key, idempotencyKey);
      assert.equal((await stripe.events.retrieve(created.id)).type, created.type);

      const {raw, signature} = hook.deliveries[0];
      const refused = (body, header, secret) =>
        assert.throws(() => stripe.webhooks.constructEvent(body, header, secret), Stripe.errors.StripeSignatureVerificationError);
      refused(raw, signature, 'whsec_wrong');
      refused(Buffer.from(raw.toString().replace('4500', '4501')), signature, registered.secret);
      refused(raw, signature.replace(/t=\d+/, 't=1'), registered.secret);
      const old = stripe.webhooks.generateTestHeaderString({
        payload: raw.toString(),
        secret: registered.secret,
        timestamp: Math.floor(Date.now() / 1000) - 301,
      });
      refused(raw, old, registered.secret);
      assert.equal((await stripe.webhookEndpoints.del(registered.id)).deleted, true);
      const listed = await stripe.webhookEndpoints.list();
      assert.ok(!listed.data.some((one) => one.id === registered.id));
    } finally {
      hook.close();
    }
  },

  async 'forged and stale webhooks are seen through'() {
    const hook = await endpoint();
    try {
      const registered = await stripe.webhookEndpoints.create({url: hook.url, enabled_events: ['payment_intent.created']});
      const check = async (kind, wrong) => {
        const reservation = freshKey();
        await control('POST', '/faults', {call: 'webhook', kind, times: 1, match: {reservation}});
        const from = hook.deliveries.length;
        await authorize({metadata: {holdfast_reservation: reservation}});
        await hook.until((all) => all.length >= from + 2);
        const verdicts = hook.deliveries.slice(from).map((delivery) => {
          try {
            stripe.webhooks.constructEvent(delivery.raw, delivery.signature, registered.secret);
            return 'good';
          } catch (error) {
            return error.message;
          }
        });
        assert.deepEqual(verdicts.map((verdict) => wrong.test(verdict)).sort(), [false, true], verdicts.join('\n'));
        assert.equal(verdicts.filter((verdict) => verdict === 'good').length, 1);
      };
      await check('forge', /No signatures found matching/);
      await check('stale', /tolerance/);
      await stripe.webhookEndpoints.del(registered.id);
    } finally {
      hook.close();
    }
  },
};

const [name] = process.argv.slice(2);
if (name === '--list') {
  console.log(Object.keys(cases).join('\n'));
} else if (!Object.hasOwn(cases, name ?? '')) {
  console.error(`there is no case "${name}"`);
  process.exitCode = 2;
} else {
  await cases[name]().catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}
