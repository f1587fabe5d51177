"""Validates the manifests of a folder: Kubernetes' own objects against its schemas, SparkApplications against the fields of the
operator's, and that the two ways of submitting lock the pods down alike."""

import sys
from pathlib import Path

import jsonschema
import kubernetes_validate
import yaml

HERE = Path(__file__).parent
SPARK_APPLICATION = yaml.safe_load((HERE / "spark-application.schema.yaml").read_text())


def objects(folder: Path):
    for file in sorted(folder.glob("*.yaml")):
        for number, found in enumerate(yaml.safe_load_all(file.read_text())):
            yield f"{file.name}#{number}", found


def problems_of(found: dict) -> list[str]:
    if found["kind"] == "SparkApplication":
        problems = [
            f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
            for error in jsonschema.Draft202012Validator(SPARK_APPLICATION).iter_errors(found)
        ]
        for role in ("driver", "executor"):
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
    for role in ("driver", "executor"):
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
    for problem in differences(folder):
        failed += 1
        print(problem, file=sys.stderr)
    print(f"{count} manifests of {folder}: {failed} problems")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
