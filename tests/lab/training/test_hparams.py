"""The event files of a search, read by TensorBoard's own readers: settings, metrics and status."""

import io
import zipfile

import pytest
import tensorflow as tf
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import api_pb2, metadata

from lab.lessons.images.search_tables import Row
from lab.training import hparams
from lab.training.tensorboard import EVENTS

METRICS = (("loss", 0.5), ("test_accuracy", 0.75), ("test_loss", 0.625), ("val_loss", 0.5625))
ROWS = (
    Row((("n1", 6), ("units", "20-30"), ("scaled", True)), 0, METRICS, 1.5, False),
    Row((("n1", 6), ("units", "20-30"), ("scaled", True)), 1, METRICS, 2.5, False),
    Row((("n1", 300), ("units", "7"), ("scaled", False)), 0, (("loss", float("nan")),), 0.25, True),
)
NAMES = ("n1", "units", "scaled")


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hparams")
    zipfile.ZipFile(io.BytesIO(hparams.archive(NAMES, ROWS))).extractall(folder)
    return folder / "logs"


def read(folder):
    events = EventAccumulator(str(folder))
    events.Reload()
    return events


def content(events, tag):
    return events.SummaryMetadata(tag).plugin_data.content


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_tensorboard_reads_the_settings_the_metrics_and_how_it_ended(logs, row):
    events = read(logs / row.name)
    assert events.SummaryMetadata(metadata.SESSION_START_INFO_TAG).plugin_data.plugin_name == metadata.PLUGIN_NAME
    start = metadata.parse_session_start_info_plugin_data(content(events, metadata.SESSION_START_INFO_TAG))
    assert {name: getattr(value, value.WhichOneof("kind")) for name, value in start.hparams.items()} == dict(row.values)
    assert start.group_name == row.cell
    end = metadata.parse_session_end_info_plugin_data(content(events, metadata.SESSION_END_INFO_TAG))
    assert end.status == (api_pb2.STATUS_FAILURE if row.failed else api_pb2.STATUS_SUCCESS)
    for name, value in (*row.metrics, ("seconds", row.seconds)):
        (event,) = events.Tensors(name)
        assert float(tf.make_ndarray(event.tensor_proto)) == pytest.approx(value, nan_ok=True)


def test_tensorboard_reads_what_the_search_is_over(logs):
    found = metadata.parse_experiment_plugin_data(content(read(logs), metadata.EXPERIMENT_TAG))
    assert sorted(info.name for info in found.hparam_infos) == sorted(NAMES)
    kinds = [api_pb2.DATA_TYPE_FLOAT64, api_pb2.DATA_TYPE_STRING, api_pb2.DATA_TYPE_BOOL]
    assert [info.type for info in found.hparam_infos] == kinds
    assert [list(info.domain_discrete) for info in found.hparam_infos] == [[6, 300], ["20-30", "7"], [True, False]]
    assert [info.name.tag for info in found.metric_infos] == list(hparams.METRICS)


def test_tensorboard_s_hparams_page_has_a_group_for_each_cell_and_a_session_for_each_seed(logs):
    from tensorboard.backend.event_processing.data_provider import MultiplexerDataProvider
    from tensorboard.backend.event_processing.plugin_event_multiplexer import EventMultiplexer
    from tensorboard.context import RequestContext
    from tensorboard.plugins.base_plugin import TBContext
    from tensorboard.plugins.hparams import backend_context, get_experiment, list_session_groups

    multiplexer = EventMultiplexer()
    multiplexer.AddRunsFromDirectory(str(logs))
    multiplexer.Reload()
    context = backend_context.Context(TBContext(data_provider=MultiplexerDataProvider(multiplexer, str(logs))))
    found = get_experiment.Handler(RequestContext(), context, "", api_pb2.GetExperimentRequest()).run()
    assert sorted(info.name for info in found.hparam_infos) == sorted(NAMES)
    request = api_pb2.ListSessionGroupsRequest(
        start_index=0,
        slice_size=10,
        aggregation_type=api_pb2.AGGREGATION_AVG,
        allowed_statuses=[api_pb2.STATUS_SUCCESS, api_pb2.STATUS_FAILURE],
    )
    groups = list_session_groups.Handler(RequestContext(), context, "", request).run().session_groups
    assert {group.name: len(group.sessions) for group in groups} == {ROWS[0].cell: 2, ROWS[2].cell: 1}
    (first,) = [group for group in groups if group.name == ROWS[0].cell]
    means = {metric.name.tag: metric.value for metric in first.metric_values}
    assert means["test_loss"] == 0.625
    assert means["seconds"] == 2.0


def test_the_files_do_not_say_on_which_computer_they_were_written():
    names = zipfile.ZipFile(io.BytesIO(hparams.archive(NAMES, ROWS[:1]))).namelist()
    assert sorted(names) == [f"logs/{EVENTS}", f"logs/{ROWS[0].name}/{EVENTS}"]
