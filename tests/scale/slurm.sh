#!/bin/sh
# A Slurm of one node, for as long as a command runs.  usage: slurm.sh DIR COMMAND...
#
# munged, slurmctld and slurmd run from DIR with keys, state and logs of their own; nothing of the machine's configuration is read or
# changed. It wants root, as slurmd does. Exit code 77: Slurm is not here or does not come up, and why stands on stderr.
set -u
dir=$1; shift
skip() { echo "slurm: $*" >&2; exit 77; }
[ "$(id -u)" = 0 ] || skip "not root"
for tool in munged slurmctld slurmd sbatch sinfo; do command -v $tool > /dev/null || skip "$tool is not installed"; done
mkdir -p "$dir/munge" "$dir/state" "$dir/spool" && chmod 700 "$dir/munge" || exit 1
host=$(hostname -s)
cat > "$dir/slurm.conf" << END
ClusterName=culprit
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$dir/munge/socket,cred_expire=5
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MaxArraySize=20001
MaxJobCount=20000
RequeueExit=137
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
END
export SLURM_CONF="$dir/slurm.conf"
stop() {
    for pid in "$dir/slurmd.pid" "$dir/slurmctld.pid" "$dir/munge/pid"; do
        [ -e "$pid" ] && kill "$(cat "$pid")" 2> /dev/null
    done
}
trap stop EXIT
head -c 1024 /dev/urandom > "$dir/munge/key" && chmod 400 "$dir/munge/key" || exit 1
munged --force --key-file="$dir/munge/key" --socket="$dir/munge/socket" --pid-file="$dir/munge/pid" --log-file="$dir/munge/log" \
    --seed-file="$dir/munge/seed" || skip "munged does not start"
slurmctld && slurmd || skip "slurmctld or slurmd does not start: $(tail -1 "$dir"/slurm*.log)"
i=0
until sinfo -h -o %t 2> /dev/null | grep -q idle; do
    i=$((i + 1)); [ $i -lt 60 ] || skip "the node does not come up: $(tail -1 "$dir/slurmd.log")"
    sleep 0.5
done
"$@"
