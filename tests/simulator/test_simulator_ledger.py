"""The books survive what happens to the process."""

import http.client
import json
import random
import subprocess
import threading
import time

import pytest

from client import PROGRAM, Simulator


def test_charges_survive_a_kill_and_so_do_keys_and_clock(simulator, charge):
    first = charge(key='k')
    simulator.advance(3600)
    now = simulator.summary()['now']
    simulator.kill()
    simulator.start()
    assert charge(key='k') == first
    summary = simulator.summary()
    assert len(summary['charges']) == 1
    assert summary['now'] >= now


@pytest.mark.parametrize('phase, charged', [('before', 0), ('after', 1)])
def test_killed_in_the_middle_it_has_charged_or_not_and_the_key_tells(
        simulator, charge, phase, charged):
    simulator.fault(action=f'hold_{phase}')
    thread = threading.Thread(target=lambda: pytest.raises(OSError, charge, key='k'))
    thread.start()
    simulator.wait_held()
    simulator.kill()
    thread.join()
    simulator.start()
    assert len(simulator.summary()['charges']) == charged
    assert charge(key='k')[0] == 200
    assert len(simulator.summary()['charges']) == 1


def test_killed_at_random_under_load_no_answered_charge_is_lost_and_none_is_doubled(
        simulator, charge):
    moments = random.Random(7)      # the same moments in every run, as far as a clock allows
    answered, lost = set(), set()

    def pay(references):
        for reference in references:
            try:
                if charge(reference)[0] == 200:
                    answered.add(reference)
            except (OSError, http.client.HTTPException):
                lost.add(reference)

    for number in range(4):
        references = [[f'q{number}-{lane}-{n}' for n in range(40)] for lane in range(3)]
        threads = [threading.Thread(target=pay, args=(lane,)) for lane in references]
        for thread in threads:
            thread.start()
        time.sleep(moments.uniform(0.05, 0.25))
        simulator.kill()
        for thread in threads:
            thread.join()
        simulator.start()
    assert answered and lost
    charged = set(simulator.summary()['by_reference'])
    assert answered <= charged
    pay(sorted(lost))
    by_reference = simulator.summary()['by_reference']
    assert len(by_reference) == 480
    assert {entry['succeeded'] for entry in by_reference.values()} == {1}


def test_webhooks_that_a_kill_kept_back_are_sent_after_it(simulator, receiver, charge):
    simulator.webhooks(receiver.url, 'whsec_x', ['payment_intent.succeeded'])
    simulator.fault(action='hold_after')
    thread = threading.Thread(target=lambda: pytest.raises(OSError, charge))
    thread.start()
    simulator.wait_held()
    simulator.kill()
    thread.join()
    assert receiver.received == []
    simulator.start()
    simulator.deliver()
    assert len(receiver.received) == 1


def test_the_summary_can_be_read_with_the_process_dead_or_alive(simulator, charge):
    charge()
    command = [PROGRAM, 'summary', '--ledger', simulator.ledger]
    alive = json.loads(subprocess.check_output([*command, '--json']))
    simulator.kill()
    dead = json.loads(subprocess.check_output([*command, '--json']))
    assert alive['by_reference'] == dead['by_reference']
    assert dead['charges'][0]['idempotency_key'] == 'key-q1abc'
    assert b'q1abc  1099 eur  succeeded' in subprocess.check_output(command)


def test_the_same_seed_gives_the_same_ids_and_another_none_of_them(tmp_path):
    ids = []
    for number, seed in enumerate(('a', 'a', 'b', None, None)):
        folder = tmp_path / str(number)
        folder.mkdir()
        with Simulator(folder, seed=seed) as running:
            ids.append(running.stripe('POST', 'customers')[1]['id'])
    assert ids[0] == ids[1]
    assert len(set(ids)) == 4


def test_a_taken_port_is_said_in_a_sentence(simulator, tmp_path):
    run = subprocess.run(
        [PROGRAM, 'run', '--port', str(simulator.port), '--ledger', tmp_path / 'other.db'],
        capture_output=True, text=True, timeout=20, check=False)
    assert run.returncode == 2
    assert run.stderr.startswith(f'simulator: port {simulator.port}: ')
