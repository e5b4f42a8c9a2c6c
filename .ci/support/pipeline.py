"""Reads rendered pipelines and deployment values.

pipeline.py jobs .gitlab-ci.yml     one line per job that deploys: its name and its variables, in order
pipeline.py tag VALUES.yaml         image.tag, which must be a text
pipeline.py script PIPELINE JOB     the shell script of a job, of GitLab or GitHub
"""

import shlex
import sys

import yaml

match sys.argv[1:]:
    case ["jobs", path]:
        for name, job in yaml.safe_load(open(path, encoding="utf-8")).items():
            variables = job.get("variables", {}) if isinstance(job, dict) else {}
            if "DEPLOY_ENVIRONMENT" in variables:
                print(name, *(shlex.quote(f"{key}={value}") for key, value in variables.items()))
    case ["tag", path]:
        tag = yaml.safe_load(open(path, encoding="utf-8"))["image"]["tag"]
        if not isinstance(tag, str):
            sys.exit(f"BROKEN: {path}: image.tag is no text: {tag!r}")
        print(tag)
    case ["script", path, job]:
        pipeline = yaml.safe_load(open(path, encoding="utf-8"))
        if "jobs" in pipeline:
            lines = [step["run"] for step in pipeline["jobs"][job]["steps"] if "run" in step]
        else:
            lines = pipeline.get("default", {}).get("before_script", []) + pipeline[job]["script"]
        print(*lines, sep="\n")
    case _:
        sys.exit(__doc__)
