# Versions of the tools that proofs run, and the folder where each is kept; sourced by common.sh.
#
# A folder is named after the version, or the digest of all pins, and is complete or absent. A new pin makes a new
# folder, so old branches and runs at the same time keep theirs.
kept=${XDG_CACHE_HOME:-$HOME/.cache}/groma-proofs

helm=helm.sh/helm/v3/cmd/helm@v3.22.0
kubeconform=github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0
actionlint=github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
# 4.74 and later need Node 22.
node=(@backstage/catalog-model@1.10.1 @sparticuz/chromium@141.0.0 gitlab-ci-local@4.73.0 js-yaml@5.5.0 puppeteer-core@24.24.0 yaml@2.9.1)
venv=(PyYAML==6.0.3 uv==0.13.9 check-jsonschema==0.39.0 jsonschema-rs==0.60.3 pre_commit==4.7.0 ruff==0.17.6 zizmor==1.32.0)
# What reads reports. Its readers want other versions than the tools above.
reports_venv=('jsonschema[format-nongpl]==4.26.0' xmlschema==4.3.2 junitparser==5.0.3 'markdown-it-py[linkify]==4.3.0')
reports_node=(@actions/core@1.11.1)
# Its source holds the SARIF schema as OASIS published it.
serde_sarif=0.8.0
# Its source holds the schema of JUnit reports that Jenkins reads.
pytest=8.3.4

all_tools=(helm kubeconform actionlint read-go node venv reports busybox strace)

digest() { sha256sum | cut -c 1-12; }

# The folder of a tool.
folder_of() { # name
  local readers=$root/.ci/support/readers/go
  case $1 in
    helm | kubeconform | actionlint) printf '%s' "$kept/$1-${!1##*@}" ;;
    # Its checksums are committed, so nothing but what they name is built.
    read-go) printf '%s' "$kept/$1-$(cat "$readers"/{go.mod,go.sum,main.go} | digest)" ;;
    node) printf '%s' "$kept/$1-$(digest <<< "${node[*]}")" ;;
    # A virtual environment belongs to the Python that made it.
    venv) printf '%s' "$kept/$1-$(digest <<< "$(python3 -V) ${venv[*]}")" ;;
    reports) printf '%s' "$kept/$1-$(digest <<< "$(python3 -V) ${reports_venv[*]} ${reports_node[*]} $serde_sarif $pytest")" ;;
    *) broken "no tool is named \`$1\`" ;;
  esac
}

# Installs tools that are missing, and puts them first on the path.
need() { # names
  local name folder missing=()
  for name in "$@"; do
    present "$name" || missing+=("$name")
  done
  [ ${#missing[@]} = 0 ] || bash "$root/.ci/tools" "${missing[@]}"
  for name in "$@"; do
    case $name in
      busybox | strace) continue ;;
      node) NODE_MODULES=$(folder_of node)/node_modules; export NODE_MODULES ;;
    esac
    folder=$(folder_of "$name")
    PATH=$folder/bin:$PATH
  done
}

present() { # name
  case $1 in
    # Packages of the system, which only root can install.
    busybox | strace) type -P "$1" > /dev/null ;;
    *) [ -d "$(folder_of "$1")" ] ;;
  esac
}
