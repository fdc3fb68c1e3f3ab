/** What CloudFormation calls to create, read, update, tag and delete each type of resource. */
import type { ResourceName } from './deployed-resource';

/** Actions of one service, by the resources that they apply to. */
export interface Rights {
  readonly service: string;
  readonly on: Readonly<Partial<Record<ResourceName, readonly string[]>>>;
}

const API: Rights = {
  service: 'apigateway',
  on: { Apis: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], ApiTags: ['GET', 'POST', 'PUT', 'DELETE'] },
};

const ALARM: Rights = {
  service: 'cloudwatch',
  on: {
    Alarms: [
      'PutMetricAlarm',
      'PutCompositeAlarm',
      'DeleteAlarms',
      'TagResource',
      'UntagResource',
      'ListTagsForResource',
    ],
    Everything: ['DescribeAlarms'], // CloudFormation lists alarms, too
  },
};

const TOPIC: Rights = {
  service: 'sns',
  on: {
    Topics: [
      'CreateTopic',
      'DeleteTopic',
      'GetTopicAttributes',
      'SetTopicAttributes',
      'GetDataProtectionPolicy',
      'ListSubscriptionsByTopic',
      'ListTagsForResource',
      'TagResource',
      'UntagResource',
      'Subscribe',
      'Unsubscribe',
      'GetSubscriptionAttributes',
      'SetSubscriptionAttributes',
    ],
  },
};

const QUEUE: Rights = {
  service: 'sqs',
  on: {
    Queues: [
      'CreateQueue',
      'DeleteQueue',
      'GetQueueAttributes',
      'GetQueueUrl',
      'SetQueueAttributes',
      'ListQueueTags',
      'TagQueue',
      'UntagQueue',
    ],
  },
};

const FUNCTION: Rights = {
  service: 'lambda',
  on: {
    Functions: [
      'CreateFunction',
      'DeleteFunction',
      'GetFunction',
      'GetFunctionCodeSigningConfig',
      'GetFunctionConfiguration',
      'GetFunctionRecursionConfig',
      'GetFunctionScalingConfig',
      'GetRuntimeManagementConfig',
      'UpdateFunctionCode',
      'UpdateFunctionConfiguration',
      'ListTags',
      'TagResource',
      'UntagResource',
      'AddPermission',
      'RemovePermission',
      'GetPolicy',
      'GetFunctionEventInvokeConfig',
      'PutFunctionEventInvokeConfig',
      'UpdateFunctionEventInvokeConfig',
      'DeleteFunctionEventInvokeConfig',
    ],
  },
};

const ROLE: Rights = {
  service: 'iam',
  on: {
    Roles: [
      'CreateRole',
      'DeleteRole',
      'GetRole',
      'UpdateRole',
      'UpdateRoleDescription',
      'UpdateAssumeRolePolicy',
      'ListRolePolicies',
      'ListAttachedRolePolicies',
      'GetRolePolicy',
      'PutRolePolicy',
      'DeleteRolePolicy',
      'AttachRolePolicy',
      'DetachRolePolicy',
      'TagRole',
      'UntagRole',
    ],
  },
};

const LOGS: Rights = {
  service: 'logs',
  on: {
    Logs: [
      'CreateLogGroup',
      'DeleteLogGroup',
      'PutRetentionPolicy',
      'DeleteRetentionPolicy',
      'ListTagsForResource',
      'TagResource',
      'UntagResource',
      'DescribeMetricFilters',
      'GetDataProtectionPolicy',
      'PutMetricFilter',
      'DeleteMetricFilter',
    ],
    Everything: ['DescribeIndexPolicies', 'DescribeLogGroups', 'DescribeResourcePolicies'],
  },
};

/**
 * API Gateway delivers access logs with the rights of the caller.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
 */
const ACCESS_LOG: Rights = {
  service: 'logs',
  on: {
    Everything: [
      'CreateLogDelivery',
      'DeleteLogDelivery',
      'DescribeResourcePolicies',
      'GetLogDelivery',
      'ListLogDeliveries',
      'PutResourcePolicy',
      'UpdateLogDelivery',
    ],
  },
};

/** The first configuration of an account creates the role with which Amazon Q reads topics. */
const CHAT_SERVICE_ROLE: Rights = { service: 'iam', on: { ChatServiceRole: ['CreateServiceLinkedRole'] } };

/** Every type of resource in the templates, and the rights that its deployment needs. */
export const RIGHTS: Readonly<Record<string, readonly Rights[]>> = {
  'AWS::ApiGatewayV2::Api': [API],
  'AWS::ApiGatewayV2::Authorizer': [API],
  'AWS::ApiGatewayV2::Integration': [API],
  'AWS::ApiGatewayV2::Route': [API],
  'AWS::ApiGatewayV2::Stage': [API, ACCESS_LOG],
  'AWS::Chatbot::MicrosoftTeamsChannelConfiguration': [
    {
      service: 'chatbot',
      on: {
        Everything: [
          'CreateMicrosoftTeamsChannelConfiguration',
          'GetMicrosoftTeamsChannelConfiguration',
          'ListMicrosoftTeamsChannelConfigurations',
          'ListTagsForResource',
        ],
        Chats: [
          'UpdateMicrosoftTeamsChannelConfiguration',
          'DeleteMicrosoftTeamsChannelConfiguration',
          'ListAssociations',
          'TagResource',
          'UntagResource',
        ],
      },
    },
    CHAT_SERVICE_ROLE,
  ],
  'AWS::Chatbot::SlackChannelConfiguration': [
    {
      service: 'chatbot',
      on: {
        Everything: ['CreateSlackChannelConfiguration', 'DescribeSlackChannelConfigurations', 'ListTagsForResource'],
        Chats: [
          'UpdateSlackChannelConfiguration',
          'DeleteSlackChannelConfiguration',
          'ListAssociations',
          'TagResource',
          'UntagResource',
        ],
      },
    },
    CHAT_SERVICE_ROLE,
  ],
  'AWS::CloudWatch::Alarm': [ALARM],
  'AWS::CloudWatch::CompositeAlarm': [ALARM],
  'AWS::CloudWatch::Dashboard': [
    {
      service: 'cloudwatch',
      on: {
        Dashboards: [
          'PutDashboard',
          'GetDashboard',
          'DeleteDashboards',
          'ListTagsForResource',
          'TagResource',
          'UntagResource',
        ],
      },
    },
  ],
  'AWS::DynamoDB::Table': [
    {
      service: 'dynamodb',
      on: {
        Tables: [
          'CreateTable',
          'DeleteTable',
          'DescribeTable',
          'UpdateTable',
          'DescribeContinuousBackups',
          'DescribeContributorInsights',
          'DescribeKinesisStreamingDestination',
          'DescribeTimeToLive',
          'UpdateTimeToLive',
          'GetResourcePolicy',
          'ListTagsOfResource',
          'TagResource',
          'UntagResource',
        ],
      },
    },
  ],
  'AWS::Events::Rule': [
    {
      service: 'events',
      on: {
        Rules: [
          'PutRule',
          'DeleteRule',
          'DescribeRule',
          'PutTargets',
          'RemoveTargets',
          'ListTargetsByRule',
          'ListTagsForResource',
          'TagResource',
          'UntagResource',
        ],
      },
    },
  ],
  'AWS::IAM::ManagedPolicy': [
    {
      service: 'iam',
      on: {
        Policies: [
          'CreatePolicy',
          'CreatePolicyVersion',
          'DeletePolicy',
          'DeletePolicyVersion',
          'GetPolicy',
          'GetPolicyVersion',
          'ListEntitiesForPolicy',
          'ListPolicyVersions',
        ],
      },
    },
  ],
  'AWS::IAM::Policy': [ROLE],
  'AWS::IAM::Role': [ROLE],
  'AWS::KMS::Key': [
    {
      service: 'kms',
      on: {
        Keys: [
          'DescribeKey',
          'EnableKey',
          'DisableKey',
          'GetKeyPolicy',
          'PutKeyPolicy',
          'GetKeyRotationStatus',
          'EnableKeyRotation',
          'DisableKeyRotation',
          'ListResourceTags',
          'ScheduleKeyDeletion',
          'TagResource',
          'UntagResource',
          'UpdateKeyDescription',
        ],
        Everything: ['CreateKey'],
      },
    },
  ],
  'AWS::Lambda::EventInvokeConfig': [FUNCTION],
  'AWS::Lambda::Function': [FUNCTION],
  'AWS::Lambda::Permission': [FUNCTION],
  'AWS::Logs::LogGroup': [LOGS],
  'AWS::Logs::MetricFilter': [LOGS],
  'AWS::Oam::Link': [
    {
      service: 'oam',
      on: {
        Links: ['UpdateLink', 'GetLink', 'DeleteLink', 'ListTagsForResource', 'TagResource', 'UntagResource'],
        Sinks: ['CreateLink'],
      },
    },
    { service: 'cloudwatch', on: { Everything: ['Link'] } }, // to share metrics
  ],
  'AWS::Oam::Sink': [
    {
      service: 'oam',
      on: {
        Everything: ['CreateSink'],
        Sinks: [
          'GetSink',
          'DeleteSink',
          'GetSinkPolicy',
          'PutSinkPolicy',
          'ListTagsForResource',
          'TagResource',
          'UntagResource',
        ],
      },
    },
  ],
  'AWS::SNS::Subscription': [TOPIC],
  'AWS::SNS::Topic': [TOPIC],
  'AWS::SNS::TopicPolicy': [TOPIC],
  'AWS::SQS::Queue': [QUEUE],
  'AWS::SQS::QueuePolicy': [QUEUE],
  'AWS::Scheduler::Schedule': [
    { service: 'scheduler', on: { Schedules: ['CreateSchedule', 'DeleteSchedule', 'GetSchedule', 'UpdateSchedule'] } },
  ],
};
