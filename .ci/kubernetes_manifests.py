"""Validates the manifests of a folder: Kubernetes' own objects against its schemas, SparkApplications against the fields of the
operator's, that the two ways of submitting lock the pods down alike, and that driver and executors have what each needs and no more."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import yaml

HERE = Path(__file__).parent
SPARK_APPLICATION = yaml.safe_load((HERE / "spark-application.schema.yaml").read_text())
SPARK_DEFAULTS = HERE.parent / "conf" / "spark-defaults-kubernetes.conf"
ROLES = ("driver", "executor")

Found = dict[str, Any]
"""An object of Kubernetes."""


def objects(folder: Path) -> Iterator[tuple[str, Found]]:
    for file in sorted(folder.glob("*.yaml")):
        for number, found in enumerate(yaml.safe_load_all(file.read_text())):
            yield f"{file.name}#{number}", found


def problems_of(found: Found) -> list[str]:
    if found["kind"] == "SparkApplication":
        problems = [
            f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
            for error in jsonschema.Draft202012Validator(SPARK_APPLICATION).iter_errors(found)
        ]
        for role in ROLES:
            # The operator's schema leaves the template open; it is a pod's.
            template = found["spec"][role]["template"]
            pod = {"apiVersion": "v1", "kind": "Pod", **template, "metadata": {"name": role, **template["metadata"]}}
            problems += [f"{role}.template: {problem}" for problem in problems_of(pod)]
        return problems
    try:
        kubernetes_validate.validate(found, kubernetes_validate.latest_version(), strict=True)
        return []
    except kubernetes_validate.ValidationError as error:
        return [f"{'/'.join(map(str, error.path))}: {error.message}"]


def differences(folder: Path) -> list[str]:
    application = yaml.safe_load((folder / "spark-application.yaml").read_text())
    problems = []
    for role in ROLES:
        operator = application["spec"][role]["template"]["spec"]
        plain = yaml.safe_load((folder / f"{role}-pod-template.yaml").read_text())["spec"]
        # The operator knows the restart policy itself; a config map that it cannot do without may as well be required.
        for spec in (operator, plain):
            spec.pop("restartPolicy", None)
            for volume in spec["volumes"]:
                volume.get("configMap", {}).pop("optional", None)
        if operator != plain:
            problems.append(f"spark-application.yaml and {role}-pod-template.yaml describe different pods")
    return problems


def problems_of_trust(folder: Path, settings: dict[str, str]) -> Iterator[str]:
    """The driver may start pods and holds no key; executors hold the keys and may ask nothing of Kubernetes; both know each other."""
    found = [one for _, one in objects(folder)]
    accounts = {one["metadata"]["name"]: one for one in found if one["kind"] == "ServiceAccount"}
    bound = {subject["name"] for one in found if one["kind"] == "RoleBinding" for subject in one["subjects"]}
    names = {role: settings[f"spark.kubernetes.authenticate.{role}.serviceAccountName"] for role in ROLES}
    application = yaml.safe_load((folder / "spark-application.yaml").read_text())["spec"]
    pods = {role: yaml.safe_load((folder / f"{role}-pod-template.yaml").read_text()) for role in ROLES}
    for role in ROLES:
        if names[role] not in accounts:
            yield f"there is no service account {names[role]} for the {role}"
        if application[role]["serviceAccount"] != names[role]:
            yield f"spark-application.yaml has another service account for the {role} than {SPARK_DEFAULTS.name}"
    if names["driver"] not in bound or names["executor"] in bound or names["driver"] == names["executor"]:
        yield f"a role is for the driver alone: bound are {sorted(bound)}"
    if accounts[names["executor"]].get("automountServiceAccountToken") is not False:
        yield "the executors' service account gives its token away"
    if pods["executor"]["spec"].get("automountServiceAccountToken") is not False:
        yield "executors have a token of Kubernetes"
    secrets = {role: [volume["name"] for volume in pod["spec"]["volumes"] if "secret" in volume] for role, pod in pods.items()}
    if secrets != {"driver": [], "executor": ["keys"]}:
        yield f"keys are for executors alone: {secrets}"

    between = {key: value for key, value in settings.items() if key in ("spark.authenticate",) or key.startswith("spark.network.crypto.")}
    if any(between.get(key) != "true" for key in ("spark.authenticate", "spark.network.crypto.enabled")):
        yield f"{SPARK_DEFAULTS.name} leaves what driver and executors say open to others: {between}"
    if {key: application["sparkConf"].get(key) for key in between} != between:
        yield f"spark-application.yaml does not have {between}"


def problems_of_policies(folder: Path) -> Iterator[str]:
    """Each pod is closed but to the other side, and reaches nothing without a word on who or which port."""
    policies = [one["spec"] for _, one in objects(folder) if one["kind"] == "NetworkPolicy"]
    labels = {}
    for role in ROLES:
        template = yaml.safe_load((folder / f"{role}-pod-template.yaml").read_text())
        labels[role] = template["metadata"]["labels"] | {"spark-role": role}  # the second is Spark's own
    for role in ROLES:
        mine = [policy for policy in policies if selects(policy["podSelector"], labels[role])]
        if {kind for policy in mine for kind in policy["policyTypes"]} != {"Ingress", "Egress"}:
            yield f"no network policy closes the {role} both ways"
        for policy in mine:
            sources = [peer for rule in policy.get("ingress", []) for peer in rule.get("from", [{}])]
            if not all("podSelector" in peer and any(selects(peer["podSelector"], labels[side]) for side in ROLES) for peer in sources):
                yield f"others than driver and executors reach the {role}: {sources}"
            if not all(rule.get("to") or rule.get("ports") for rule in policy.get("egress", [])):
                yield f"the {role} may reach everything"
        other = next(side for side in ROLES if side != role)
        for direction, peers in (("ingress", "from"), ("egress", "to")):
            known = [
                peer["podSelector"]
                for policy in mine
                for rule in policy[direction]
                for peer in rule.get(peers, [])
                if "podSelector" in peer
            ]
            if not any(selects(selector, labels[other]) for selector in known):
                yield f"the {role} is closed to the {other}: {direction}"


def selects(selector: Found, labels: dict[str, str]) -> bool:
    """Whether pods with these labels are meant."""
    expressions = selector.get("matchExpressions", [])
    assert all(one["operator"] == "In" for one in expressions), expressions
    return selector.get("matchLabels", {}).items() <= labels.items() and all(labels.get(one["key"]) in one["values"] for one in expressions)


def settings_of(file: Path) -> dict[str, str]:
    return dict(line.split(maxsplit=1) for line in file.read_text().splitlines() if line and not line.startswith("#"))


def problems_of_the_image(dockerfile: Path) -> list[str]:
    """What is copied is what Maven resolved and checked, onto a base that an argument can pin by digest."""
    instructions = [line for line in dockerfile.read_text().splitlines() if line and not line.startswith("#")]
    problems = [f"fetched from outside: {line}" for line in instructions if line.startswith("ADD ") or "://" in line]
    problems += [f"not an argument: {line}" for line in instructions if line.startswith("FROM ") and line != "FROM ${SPARK_IMAGE}"]
    for line in instructions:
        if line.startswith("COPY "):
            *sources, _ = [word for word in line.split()[1:] if not word.startswith("--")]
            problems += [f"from neither target/ nor conf/: {source}" for source in sources if not source.startswith(("target/", "conf/"))]
    return problems


def main(folder: Path) -> int:
    count, failed = 0, 0
    for problem in problems_of_the_image(folder / "Dockerfile"):
        failed += 1
        print(f"Dockerfile: {problem}", file=sys.stderr)
    for name, found in objects(folder):
        count += 1
        for problem in problems_of(found):
            failed += 1
            print(f"{name} ({found['kind']}): {problem}", file=sys.stderr)
    for problem in [*differences(folder), *problems_of_trust(folder, settings_of(SPARK_DEFAULTS)), *problems_of_policies(folder)]:
        failed += 1
        print(problem, file=sys.stderr)
    print(f"{count} manifests of {folder}: {failed} problems")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
