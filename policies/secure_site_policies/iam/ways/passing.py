"""Ways that pass a role to a service that carries out what its caller describes.

It runs code or commands as the role, calls APIs or targets of the caller's choice, copies what the role may read to
where the caller may read it, or hands the role's credentials on.

Which actions pass a role comes from AWS's service authorization data and the service models
(`secure_site_policies.generate.roles`); a test fails when one of them is neither here nor sorted as harmless.
"""

from collections.abc import Iterator, Mapping

_INSTANCES = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html"
_PIPELINES = "https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-create-service-role.html"
_SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html"
_STATES = "https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html"

_SOURCES: Mapping[str, str] = {
    "amplify:CreateApp": "amplify-001",
    "apprunner:CreateService": "apprunner-001",
    "batch:RegisterJobDefinition": "batch-001",
    "bedrock-agentcore:CreateCodeInterpreter": "bedrock-001",
    "bedrock-agentcore:CreateAgentRuntime": "bedrock-003",
    "bedrock-agentcore:CreateBrowser": "bedrock-006",
    "braket:CreateJob": "braket-001",
    "cloudformation:CreateStack": "cloudformation-001",
    "cloudformation:CreateStackSet": "cloudformation-003",
    "cloudformation:UpdateStackSet": "cloudformation-004",
    "codebuild:CreateProject": "codebuild-001",
    "codepipeline:CreatePipeline": _PIPELINES,
    "codepipeline:UpdatePipeline": _PIPELINES,
    "cognito-identity:SetIdentityPoolRoles": "cognito-identity-001",
    "datapipeline:CreatePipeline": "datapipeline-001",
    "ec2:RunInstances": "ec2-001",
    "ec2:RequestSpotInstances": "ec2-004",
    "ec2:AssociateIamInstanceProfile": _INSTANCES,
    "ec2:ReplaceIamInstanceProfileAssociation": _INSTANCES,
    "ecs:RegisterTaskDefinition": "ecs-004",
    "ecs:RunTask": "ecs-008",
    "ecs:StartTask": "ecs-009",
    "elasticmapreduce:RunJobFlow": "emr-001",
    "emr-serverless:StartJobRun": "emr-serverless-001",
    "gamelift:CreateFleet": "gamelift-001",
    "glue:CreateDevEndpoint": "glue-001",
    "glue:CreateJob": "glue-003",
    "glue:UpdateJob": "glue-005",
    "glue:CreateSession": "glue-007",
    "iam:AddRoleToInstanceProfile": (
        "https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html"
    ),
    "imagebuilder:CreateInfrastructureConfiguration": "imagebuilder-001",
    "kinesisanalytics:CreateApplication": "kinesisanalytics-001",
    "lambda:CreateFunction": "lambda-001",
    "omics:StartRun": "omics-001",
    "sagemaker:CreateNotebookInstance": "sagemaker-001",
    "sagemaker:CreateTrainingJob": "sagemaker-002",
    "sagemaker:CreateProcessingJob": "sagemaker-003",
    "scheduler:CreateSchedule": _SCHEDULER,
    "scheduler:UpdateSchedule": _SCHEDULER,
    "ssm:StartAutomationExecution": "ssm-003",
    "states:CreateStateMachine": _STATES,
    "states:UpdateStateMachine": _STATES,
}

_PASSING: Mapping[tuple[str, ...], Mapping[str, str]] = {
    ("aidevops.amazonaws.com",): {"aidevops": "AssociateService UpdateAssociation"},
    ("airflow.amazonaws.com", "airflow-env.amazonaws.com"): {"airflow": "CreateEnvironment UpdateEnvironment"},
    ("airflow-serverless.amazonaws.com",): {"airflow-serverless": "CreateWorkflow UpdateWorkflow"},
    ("amplify.amazonaws.com",): {"amplify": "CreateApp UpdateApp CreateBranch UpdateBranch"},
    ("apigateway.amazonaws.com",): {"apigateway": "PATCH POST PUT"},
    ("appconfig.amazonaws.com",): {
        "appconfig": "CreateConfigurationProfile UpdateConfigurationProfile CreateExtension UpdateExtension"
    },
    ("tasks.apprunner.amazonaws.com", "build.apprunner.amazonaws.com"): {"apprunner": "CreateService UpdateService"},
    ("appstream.amazonaws.com",): {
        "appstream": "CreateAppBlockBuilder UpdateAppBlockBuilder CreateFleet UpdateFleet CreateImageBuilder"
    },
    ("appsync.amazonaws.com",): {"appsync": "CreateDataSource UpdateDataSource"},
    ("arc-region-switch.amazonaws.com",): {"arc-region-switch": "CreatePlan UpdatePlan"},
    ("athena.amazonaws.com",): {"athena": "CreateWorkGroup UpdateWorkGroup StartSession"},
    ("ecs-tasks.amazonaws.com", "batch.amazonaws.com"): {"batch": "RegisterJobDefinition"},
    ("ec2.amazonaws.com", "batch.amazonaws.com"): {"batch": "CreateComputeEnvironment UpdateComputeEnvironment"},
    ("bedrock.amazonaws.com",): {"bedrock": "CreateAgent UpdateAgent CreateFlow UpdateFlow"},
    ("bedrock-agentcore.amazonaws.com",): {
        "bedrock-agentcore": "CreateAgentRuntime UpdateAgentRuntime CreateBrowser CreateCodeInterpreter CreateGateway "
        "UpdateGateway"
    },
    ("braket.amazonaws.com",): {"braket": "CreateJob"},
    ("budgets.amazonaws.com",): {"budgets": "CreateBudgetAction UpdateBudgetAction"},
    ("chatbot.amazonaws.com",): {
        "chatbot": "CreateChimeWebhookConfiguration UpdateChimeWebhookConfiguration "
        "CreateMicrosoftTeamsChannelConfiguration UpdateMicrosoftTeamsChannelConfiguration "
        "CreateSlackChannelConfiguration UpdateSlackChannelConfiguration"
    },
    ("cloudformation.amazonaws.com", "resources.cloudformation.amazonaws.com"): {
        "cloudformation": "ActivateType CreateChangeSet CreateResource CreateStack CreateStackSet RegisterType "
        "UpdateResource UpdateStack UpdateStackSet"
    },
    ("codebuild.amazonaws.com",): {"codebuild": "CreateProject UpdateProject StartBuild StartBuildBatch"},
    ("codecatalyst.amazonaws.com", "codecatalyst-runner.amazonaws.com"): {
        "codecatalyst": "AssociateIamRoleToConnection"
    },
    ("codepipeline.amazonaws.com",): {"codepipeline": "CreatePipeline UpdatePipeline"},
    ("codestar.amazonaws.com",): {"codestar": "CreateProject"},
    ("cloudformation.sync.codeconnections.amazonaws.com", "codeconnections.amazonaws.com"): {
        "codeconnections": "CreateSyncConfiguration UpdateSyncConfiguration",
        "codestar-connections": "CreateSyncConfiguration UpdateSyncConfiguration",
    },
    ("cognito-identity.amazonaws.com",): {
        "cognito-identity": "SetIdentityPoolRoles",
        "cognito-idp": "CreateGroup UpdateGroup",
    },
    ("ssm.amazonaws.com", "config.amazonaws.com"): {"config": "PutRemediationConfigurations StartRemediationExecution"},
    ("datapipeline.amazonaws.com", "ec2.amazonaws.com"): {"datapipeline": "CreatePipeline"},
    ("datazone.amazonaws.com",): {"datazone": "AssociateEnvironmentRole PutEnvironmentBlueprintConfiguration"},
    ("datasync.amazonaws.com",): {"datasync": "CreateLocationS3 UpdateLocationS3"},
    ("deadline.amazonaws.com", "credentials.deadline.amazonaws.com"): {
        "deadline": "CreateFleet UpdateFleet CreateMonitor UpdateMonitor CreateQueue UpdateQueue"
    },
    ("devicefarm.amazonaws.com",): {"devicefarm": "CreateProject UpdateProject ScheduleRun"},
    ("dms.amazonaws.com",): {"dms": "CreateEndpoint ModifyEndpoint"},
    ("ds.amazonaws.com",): {"ds": "EnableRoleAccess"},
    ("ec2.amazonaws.com",): {
        "autoscaling": "CreateAutoScalingGroup CreateLaunchConfiguration UpdateAutoScalingGroup",
        "drs": "StartRecovery",
        "ec2": "AssociateIamInstanceProfile CreateFleet ReplaceIamInstanceProfileAssociation RequestSpotFleet "
        "RequestSpotInstances RunInstances",
        "iam": "AddRoleToInstanceProfile",
        "imagebuilder": "CreateInfrastructureConfiguration UpdateInfrastructureConfiguration",
        "mgn": "StartCutover StartTest",
        "pcs": "CreateComputeNodeGroup UpdateComputeNodeGroup",
    },
    ("imagebuilder.amazonaws.com",): {"imagebuilder": "CreateImage CreateImagePipeline UpdateImagePipeline"},
    ("ecs-tasks.amazonaws.com", "ecs.amazonaws.com"): {
        "ecs": "CreateExpressGatewayService UpdateExpressGatewayService RegisterTaskDefinition RunTask StartTask"
    },
    ("pods.eks.amazonaws.com", "eks.amazonaws.com", "capabilities.eks.amazonaws.com", "ec2.amazonaws.com"): {
        "eks": "CreateAddon UpdateAddon CreateCapability UpdateCapability CreateFargateProfile CreateNodegroup "
        "CreatePodIdentityAssociation UpdatePodIdentityAssociation"
    },
    ("elasticbeanstalk.amazonaws.com", "ec2.amazonaws.com"): {
        "elasticbeanstalk": "AssociateEnvironmentOperationsRole CreateEnvironment UpdateEnvironment"
    },
    ("elasticmapreduce.amazonaws.com", "ec2.amazonaws.com"): {
        "elasticmapreduce": "AddJobFlowSteps CreateStudio RunJobFlow StartNotebookExecution"
    },
    ("emr-containers.amazonaws.com",): {"emr-containers": "CreateManagedEndpoint StartJobRun"},
    ("emr-serverless.amazonaws.com",): {"emr-serverless": "AccessInteractiveEndpoints AccessLivyEndpoints StartJobRun"},
    ("events.amazonaws.com",): {"events": "PutTargets"},
    ("finspace.amazonaws.com",): {"finspace": "CreateKxCluster CreateKxUser UpdateKxUser"},
    ("firehose.amazonaws.com",): {"firehose": "CreateDeliveryStream UpdateDestination"},
    ("fis.amazonaws.com",): {
        "fis": "CreateExperimentTemplate UpdateExperimentTemplate CreateTargetAccountConfiguration "
        "UpdateTargetAccountConfiguration"
    },
    ("gamelift.amazonaws.com",): {
        "gamelift": "CreateContainerFleet CreateFleet CreateGameServerGroup UpdateGameServerGroup"
    },
    ("gameliftstreams.amazonaws.com",): {"gameliftstreams": "StartStreamSession"},
    ("glue.amazonaws.com",): {
        "glue": "CreateCrawler UpdateCrawler CreateDevEndpoint CreateJob UpdateJob CreateMLTransform "
        "UpdateMLTransform CreateSession StartBlueprintRun StartJobRun"
    },
    ("greengrass.amazonaws.com",): {"greengrass": "AssociateRoleToGroup AssociateServiceRoleToAccount"},
    ("iot.amazonaws.com", "credentials.iot.amazonaws.com"): {
        "iot": "CreateProvisioningTemplate UpdateProvisioningTemplate CreateRoleAlias UpdateRoleAlias CreateTopicRule "
        "ReplaceTopicRule"
    },
    ("kafkaconnect.amazonaws.com",): {"kafkaconnect": "CreateConnector"},
    ("kinesisanalytics.amazonaws.com",): {"kinesisanalytics": "CreateApplication"},
    ("lakeformation.amazonaws.com",): {"lakeformation": "RegisterResource UpdateResource"},
    ("lambda.amazonaws.com",): {
        "lambda": "CreateFunction UpdateFunctionConfiguration",
        "synthetics": "CreateCanary UpdateCanary StartCanaryDryRun",
    },
    ("m2.amazonaws.com",): {"m2": "CreateApplication"},
    ("nimble.amazonaws.com",): {"nimble": "CreateStudio UpdateStudio CreateStudioComponent UpdateStudioComponent"},
    ("omics.amazonaws.com",): {"omics": "StartRun"},
    ("pipes.amazonaws.com",): {"pipes": "CreatePipe UpdatePipe"},
    ("proton.amazonaws.com",): {
        "proton": "CreateEnvironment UpdateEnvironment CreateEnvironmentAccountConnection "
        "UpdateEnvironmentAccountConnection UpdateAccountRoles UpdateAccountSettings"
    },
    ("opsworks.amazonaws.com", "ec2.amazonaws.com"): {"opsworks": "CreateStack CloneStack UpdateStack"},
    ("rds.amazonaws.com",): {"rds": "AddRoleToDBCluster AddRoleToDBInstance"},
    ("export.rds.amazonaws.com",): {"rds": "StartExportTask"},
    ("redshift.amazonaws.com", "redshift-serverless.amazonaws.com"): {
        "redshift": "CreateCluster ModifyClusterIamRoles RestoreFromClusterSnapshot",
        "redshift-serverless": "CreateNamespace UpdateNamespace",
    },
    ("rolesanywhere.amazonaws.com",): {"rolesanywhere": "CreateProfile EnableProfile UpdateProfile"},
    ("batchoperations.s3.amazonaws.com", "access-grants.s3.amazonaws.com"): {
        "s3": "CreateAccessGrantsLocation UpdateAccessGrantsLocation CreateJob"
    },
    ("sagemaker.amazonaws.com",): {
        "sagemaker": "CreateAlgorithm CreateAutoMLJob CreateAutoMLJobV2 CreateCluster UpdateCluster "
        "CreateDataQualityJobDefinition CreateDeviceFleet UpdateDeviceFleet CreateDomain UpdateDomain "
        "CreateFlowDefinition CreateHyperParameterTuningJob CreateInferenceExperiment "
        "CreateInferenceRecommendationsJob CreateLabelingJob CreateMlflowApp CreateMlflowTrackingServer CreateModel "
        "CreateModelBiasJobDefinition CreateModelExplainabilityJobDefinition CreateModelPackage "
        "CreateModelQualityJobDefinition CreateMonitoringSchedule UpdateMonitoringSchedule CreateNotebookInstance "
        "UpdateNotebookInstance CreateOptimizationJob CreatePartnerApp CreatePipeline UpdatePipeline "
        "CreateProcessingJob CreateTrainingJob CreateUserProfile UpdateUserProfile RenderUiTemplate"
    },
    ("scheduler.amazonaws.com",): {"scheduler": "CreateSchedule UpdateSchedule"},
    ("servicecatalog.amazonaws.com",): {"servicecatalog": "CreateConstraint UpdateConstraint"},
    ("ssm.amazonaws.com",): {
        "ssm": "CreateActivation CreateAssociation CreateAssociationBatch UpdateAssociation CreateDocument "
        "RegisterTaskWithMaintenanceWindow SendCommand StartAutomationExecution StartChangeRequestExecution "
        "UpdateMaintenanceWindowTask UpdateManagedInstanceRole"
    },
    ("ssm-incidents.amazonaws.com",): {"ssm-incidents": "CreateResponsePlan UpdateResponsePlan"},
    ("ssm-quicksetup.amazonaws.com", "cloudformation.amazonaws.com"): {
        "ssm-quicksetup": "CreateConfigurationManager UpdateConfigurationDefinition"
    },
    ("states.amazonaws.com",): {"states": "CreateStateMachine UpdateStateMachine TestState"},
    ("storagegateway.amazonaws.com",): {"storagegateway": "CreateNFSFileShare CreateSMBFileShare"},
    ("swf.amazonaws.com",): {"swf": "StartWorkflowExecution"},
    ("transfer.amazonaws.com",): {
        "transfer": "CreateAccess UpdateAccess CreateAgreement UpdateAgreement CreateUser UpdateUser CreateWebApp"
    },
}
"""The service's principals -> the prefix of an action -> the names of the actions that pass it a role."""


def passing() -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Each way: the service's principals, the action that passes the role, and the source, which may be empty."""
    for services, by_prefix in _PASSING.items():
        for prefix, names in by_prefix.items():
            for name in names.split():
                action = f"{prefix}:{name}"
                yield services, action, _SOURCES.get(action, "")
